package org.cnnc.runtime.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Memory in huge pages is like any other: zeros, as aligned as it must be, and enough of it. */
class HugePagesTest {
  private static final long SIZE = 2 << 20;

  @ParameterizedTest
  @ValueSource(longs = {0, 1, SIZE - 1, SIZE, SIZE + 1, 5 * SIZE})
  void memoryIsZeroAndAligned(long bytes) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment memory = HugePages.allocate(arena, bytes);
      assertTrue(memory.byteSize() >= bytes, memory.toString());
      assertTrue(memory.byteSize() < bytes + SIZE, memory.toString());
      assertEquals(0, memory.address() % (bytes < SIZE ? Call.ALIGNMENT : SIZE));
      assertEquals(-1, memory.mismatch(MemorySegment.ofArray(new byte[(int) memory.byteSize()])));
      memory.fill((byte) 1);
    }
  }
}
