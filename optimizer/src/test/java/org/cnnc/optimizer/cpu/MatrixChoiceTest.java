package org.cnnc.optimizer.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.cnnc.ir.op.Conv2d;
import org.cnnc.ir.op.ConvTranspose2d;
import org.cnnc.ir.op.Linear;
import org.cnnc.ir.op.Op;
import org.cnnc.ir.op.Window;
import org.cnnc.ir.target.Arch;
import org.cnnc.ir.target.Target;
import org.cnnc.ir.tensor.DType;
import org.cnnc.ir.tensor.TensorType;
import org.cnnc.ir.tensor.Value;
import org.cnnc.optimizer.Precision;
import org.junit.jupiter.api.Test;

/** Layers are computed in tiles where these are fast, and stay f32 where nothing is gained. */
class MatrixChoiceTest {
  private final MatrixChoice choice = new MatrixChoice(target(Target.TILES));

  static Target target(List<String> features) {
    return new Target("tiles", Arch.X86_64, "linux", "test", features, 512, 32, 48 << 10, 2 << 20);
  }

  @Test
  void manyChannelsAreFaster() {
    // Four by four tiles a row: 9 times 2 products, and 64 cycles to begin and end with.
    assertEquals(
        new Reason.Units(16 * (18 * 16 + 64), 56 * 4 * 64 * 9 / 2.0),
        choice.reason(conv(64, 64, 56, 3, 1)));
    assertTrue(choice.isFaster(conv(64, 64, 56, 3, 1)));
    assertTrue(choice.isFaster(conv(512, 512, 7, 1, 1)));
    assertTrue(choice.isFaster(transposed(64, 32, 28, 2, 2, 1)));
    assertTrue(choice.isFaster(linear(196, 64, 128)));
  }

  @Test
  void whatLeavesTilesEmptyIsNot() {
    assertFalse(choice.isFaster(conv(64, 64, 1, 1, 1)), "a pixel of sixteen");
    assertFalse(choice.isFaster(conv(48, 64, 56, 1, 1)), "a third of the channels by vectors");
  }

  @Test
  void reasonsSayWhatFillsNoTile() {
    assertEquals("24 channels are less than a tile's 32", obstacle(conv(24, 64, 56, 3, 1)));
    assertEquals(
        "groups of 48 to 32 channels are no multiples of 32", obstacle(conv(96, 64, 56, 3, 2)));
    assertEquals("it is transposed and has groups", obstacle(transposed(128, 64, 8, 2, 2, 2)));
    assertEquals("some of its phases have no taps", obstacle(transposed(64, 32, 8, 1, 2, 1)));
    assertEquals(
        "its phases are too many to be written out", obstacle(transposed(64, 32, 8, 4, 4, 1)));
    assertEquals("1 by 64 results fill no tiles of 16 by 16", obstacle(linear(1, 64, 64)));
    assertEquals("32 by 10 results fill no tiles of 16 by 16", obstacle(linear(32, 64, 10)));
    Reason none = new MatrixChoice(target(List.of())).reason(conv(64, 64, 56, 3, 1));
    assertEquals(new Reason.Inapplicable("tiles", "no matrix unit"), none);
  }

  private String obstacle(Op layer) {
    return ((Reason.Inapplicable) choice.reason(layer)).because();
  }

  /** By {@code auto}; by {@code bf16} all but depthwise convolutions are rounded. */
  @Test
  void layersThatGainNothingStayF32() {
    assertFalse(staysF32(Target.TILES, conv(64, 64, 56, 3, 1)));
    assertTrue(staysF32(Target.TILES, conv(24, 64, 56, 1, 1)));
    assertTrue(staysF32(Target.TILES, linear(1, 64, 64)));
    assertTrue(staysF32(List.of(), conv(64, 64, 56, 3, 1)));
    // Winograd's algorithm is more than twice as fast, but not as fast as tiles.
    assertTrue(staysF32(List.of(Target.BFLOAT16), conv(64, 64, 56, 3, 1)));
  }

  private static boolean staysF32(List<String> features, Op layer) {
    return new Chooser(target(features), true, Choices.ANALYTIC)
        .isBetterInF32(layer, Precision.Storage.AUTO);
  }

  private static Value value(int number, Integer... dims) {
    return new Value(number, new TensorType(DType.F32, List.of(dims)));
  }

  private static Conv2d conv(int ins, int outs, int size, int kernel, int groups) {
    int padding = kernel / 2;
    return new Conv2d(
        value(0, 1, ins, size, size),
        value(1, outs, ins / groups, kernel, kernel),
        value(2, outs),
        new Window(1, 1, padding, padding, padding, padding, 1, 1),
        groups);
  }

  private static ConvTranspose2d transposed(
      int ins, int outs, int size, int kernel, int stride, int groups) {
    return new ConvTranspose2d(
        value(0, 1, ins, size, size),
        value(1, ins, outs / groups, kernel, kernel),
        value(2, outs),
        new Window(stride, stride, 0, 0, 0, 0, 1, 1),
        0,
        0,
        groups);
  }

  private static Linear linear(int rows, int ins, int outs) {
    return new Linear(value(0, rows, ins), value(1, outs, ins), value(2, outs));
  }
}
