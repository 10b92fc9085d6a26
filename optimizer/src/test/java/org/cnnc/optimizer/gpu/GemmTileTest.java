package org.cnnc.optimizer.gpu;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.cnnc.ir.target.DeviceDescription;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A tile is one that the device has work groups and local memory for. */
class GemmTileTest {
  @ParameterizedTest
  @CsvSource({
    "32, 256, 32768, 64x4x16_16",
    "32, 255, 32768, 32x2x16_16",
    "32, 256, 8191, 32x2x16_16",
    "400, 256, 32768, 32x2x16_16",
    "32, 64, 4096, 32x2x16_16",
    "32, 63, 32768, ",
    "32, 256, 4095, "
  })
  void fits(int units, int maxItems, int localBytes, String expected) {
    DeviceDescription device =
        new DeviceDescription(
            DeviceDescription.Kind.DESKTOP, "", units, localBytes, 1, 32, maxItems, 8);

    assertEquals(
        Optional.ofNullable(expected),
        GemmTile.choose(List.of(1, 128, 64, 64), 64 * 3 * 3, device).map(GemmTile::toString));
  }
}
