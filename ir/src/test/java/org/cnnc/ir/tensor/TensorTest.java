package org.cnnc.ir.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.security.MessageDigest;
import org.junit.jupiter.api.Test;

class TensorTest {
  private static byte[] digest(Tensor tensor) throws Exception {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    tensor.addTo(digest);
    return digest.digest();
  }

  @Test
  void digestIsOfTheBytesWhereverTheyAre() throws Exception {
    TensorType type = TensorType.f32(1_000_003);
    Tensor onHeap = Tensor.generate(type, i -> i);
    byte[] expected;
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment copy = arena.allocate(onHeap.data().byteSize()).copyFrom(onHeap.data());
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(copy.asByteBuffer());
      expected = digest.digest();
      assertArrayEquals(expected, digest(new Tensor(type, copy)));
    }
    assertArrayEquals(expected, digest(onHeap));
  }
}
