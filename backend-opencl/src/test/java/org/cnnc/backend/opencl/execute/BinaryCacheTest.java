package org.cnnc.backend.opencl.execute;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.cnnc.runtime.spi.DeviceInfo;
import org.cnnc.runtime.spi.WorkGroups;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a driver compiled is taken only for the same program, device and driver, and only whole. */
class BinaryCacheTest {
  private static final byte[] BINARY = {1, 2, 3, 4, 5, 6, 7, 8};

  @TempDir private Path folder;

  @Test
  void aBinaryIsReadAsItWasWritten() {
    BinaryCache.Entry entry = new BinaryCache.Entry(folder.resolve("opencl").resolve("a.bin"));
    assertEquals(Optional.empty(), entry.read());
    entry.write(BINARY);
    assertArrayEquals(BINARY, entry.read().orElseThrow());
  }

  @Test
  void aBinaryThatIsDamagedAnywhereOrCutShortCountsAsNone() throws IOException {
    BinaryCache.Entry entry = new BinaryCache.Entry(folder.resolve("opencl").resolve("a.bin"));
    entry.write(BINARY);
    byte[] whole = Files.readAllBytes(entry.file());
    for (int i = 0; i < whole.length; i++) {
      byte[] damaged = whole.clone();
      damaged[i] ^= 1;
      Files.write(entry.file(), damaged);
      assertEquals(Optional.empty(), entry.read(), "byte " + i);
      byte[] cut = new byte[i];
      System.arraycopy(whole, 0, cut, 0, i);
      Files.write(entry.file(), cut);
      assertEquals(Optional.empty(), entry.read(), "the first %d bytes".formatted(i));
    }
  }

  @Test
  void eachSourceOptionDeviceAndDriverHasItsOwnFile() {
    DeviceInfo device = device("name", "vendor", "driver", "version");
    List<BinaryCache.Entry> entries =
        Stream.of(
                BinaryCache.entry("source", "options", device, 2),
                BinaryCache.entry("another", "options", device, 2),
                BinaryCache.entry("source", "others", device, 2),
                BinaryCache.entry("source", "options", device, 3),
                BinaryCache.entry("sourceo", "ptions", device, 2),
                entry("another", "vendor", "driver", "version"),
                entry("name", "another", "driver", "version"),
                entry("name", "vendor", "another", "version"),
                entry("name", "vendor", "driver", "another"))
            .toList();
    Set<BinaryCache.Entry> distinct = new HashSet<>(entries);
    assertEquals(entries.size(), distinct.size());
    assertEquals(entries.getFirst(), BinaryCache.entry("source", "options", device, 2));
  }

  private static BinaryCache.Entry entry(
      String name, String vendor, String driver, String version) {
    return BinaryCache.entry("source", "options", device(name, vendor, driver, version), 2);
  }

  private static DeviceInfo device(String name, String vendor, String driver, String version) {
    return new DeviceInfo(
        0,
        name,
        DeviceInfo.Kind.GPU,
        vendor,
        driver,
        version,
        2,
        1L << 30,
        false,
        1,
        new WorkGroups(256, 32 << 10, true, 32));
  }
}
