package org.cnnc.optimizer.cpu;

import static org.cnnc.optimizer.cpu.WinogradSchedulesTest.target;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.cnnc.ir.op.Conv2d;
import org.cnnc.ir.op.Window;
import org.cnnc.ir.tensor.TensorType;
import org.cnnc.ir.tensor.Value;
import org.cnnc.optimizer.lower.WinogradTiles;
import org.junit.jupiter.api.Test;

/** Winograd's algorithm is chosen where it pays, and divided up so that it fits the caches. */
class WinogradChoiceTest {
  @Test
  void largeConvolutionsAreChosen() {
    WinogradChoice choice = new WinogradChoice(target(512), true);

    assertTrue(choice.tiles(conv(64, 64, 56, 1)).isPresent());
    assertTrue(choice.tiles(conv(512, 512, 14, 1)).isPresent());
    assertTrue(new WinogradChoice(target(256), true).tiles(conv(64, 64, 56, 1)).isPresent());
  }

  @Test
  void convolutionsThatGainNothingAreNot() {
    WinogradChoice choice = new WinogradChoice(target(512), true);

    assertEquals(Optional.empty(), choice.tiles(conv(512, 512, 7, 1)), "weights are read for long");
    assertEquals(Optional.empty(), choice.tiles(conv(64, 64, 56, 2)), "it has a stride");
    assertEquals(Optional.empty(), choice.tiles(conv(3, 64, 56, 1)), "few channels");
    assertEquals(Optional.empty(), choice.tiles(conv(72, 72, 56, 1)), "no whole vectors");
    WinogradChoice off = new WinogradChoice(target(512), false);
    assertEquals(Optional.empty(), off.tiles(conv(64, 64, 56, 1)));
  }

  @Test
  void aBlockOfTilesAndItsProductsStayInTheCache() {
    WinogradTiles tiles =
        new WinogradChoice(target(512), true).tiles(conv(256, 256, 56, 1)).orElseThrow();

    assertTrue(tiles.inputs().bytes() + tiles.products().bytes() <= 2 << 20, tiles.toString());
    assertEquals(14 * 14, tiles.tiles(), "none is computed for nothing");
  }

  private static Conv2d conv(int ic, int oc, int size, int stride) {
    return new Conv2d(
        new Value(0, TensorType.f32(TensorType.BATCH, ic, size, size)),
        new Value(1, TensorType.f32(oc, ic, 3, 3)),
        new Value(2, TensorType.f32(oc)),
        new Window(stride, stride, 1, 1, 1, 1, 1, 1),
        1);
  }
}
