package org.cnnc.optimizer.gpu;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.cnnc.ir.op.Conv2d;
import org.cnnc.ir.op.Window;
import org.cnnc.ir.target.DeviceDescription;
import org.cnnc.ir.tensor.TensorType;
import org.cnnc.ir.tensor.Value;
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
    Conv2d conv =
        new Conv2d(
            new Value(0, TensorType.f32(1, 64, 64, 64)),
            new Value(1, TensorType.f32(128, 64, 3, 3)),
            new Value(2, TensorType.f32(128)),
            Window.of(1, 1, 1),
            1);
    DeviceDescription device =
        new DeviceDescription(
            DeviceDescription.Kind.DESKTOP, "", units, localBytes, 1, 32, maxItems);

    assertEquals(
        Optional.ofNullable(expected),
        GemmTile.choose(conv, conv.resultTypes().getFirst().dims(), device)
            .map(GemmTile::toString));
  }
}
