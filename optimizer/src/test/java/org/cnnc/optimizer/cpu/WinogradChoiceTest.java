package org.cnnc.optimizer.cpu;

import static org.cnnc.optimizer.cpu.WinogradScheduleTest.target;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.cnnc.ir.loop.Buffer;
import org.cnnc.ir.loop.Space;
import org.cnnc.ir.op.Conv2d;
import org.cnnc.ir.op.Window;
import org.cnnc.ir.tensor.TensorType;
import org.cnnc.ir.tensor.Value;
import org.cnnc.optimizer.lower.WinogradTiles;
import org.cnnc.optimizer.lower.WinogradTiles.WeightTransform;
import org.junit.jupiter.api.Test;

/** Winograd's algorithm is chosen where it pays, and divided up so that it fits the caches. */
class WinogradChoiceTest {
  @Test
  void largeConvolutionsAreChosen() {
    WinogradChoice choice = new WinogradChoice(target(512), true);

    assertTrue(choice.tiles(conv(64, 64, 56, 1)).isPresent());
    assertTrue(choice.tiles(conv(512, 512, 14, 1)).isPresent());
    assertTrue(choice.tiles(conv(512, 512, 7, 1)).isPresent(), "four tiles are enough");
    assertTrue(new WinogradChoice(target(256), true).tiles(conv(64, 64, 56, 1)).isPresent());
  }

  @Test
  void convolutionsThatGainNothingAreNot() {
    WinogradChoice choice = new WinogradChoice(target(512), true);

    assertEquals(Optional.empty(), choice.tiles(conv(512, 512, 4, 1)), "a single tile");
    assertEquals(Optional.empty(), choice.tiles(conv(64, 64, 56, 2)), "it has a stride");
    assertEquals(Optional.empty(), choice.tiles(conv(3, 64, 56, 1)), "few channels");
    assertEquals(Optional.empty(), choice.tiles(conv(72, 72, 56, 1)), "no whole vectors");
    WinogradChoice off = new WinogradChoice(target(512), false);
    assertEquals(Optional.empty(), off.tiles(conv(64, 64, 56, 1)));
  }

  @Test
  void theReasonsAreThoseOfTheChoice() {
    WinogradChoice choice = new WinogradChoice(target(512), true);

    assertEquals(
        new Reason.Inapplicable("winograd", "the stride is 2x2, not 1"),
        choice.reason(conv(64, 64, 56, 2)));
    assertEquals(
        new Reason.Inapplicable("winograd", "72 to 72 channels are no whole vectors of 16"),
        choice.reason(conv(72, 72, 56, 1)));
    assertEquals(
        new Reason.Inapplicable("winograd", "it is off"),
        new WinogradChoice(target(512), false).reason(conv(64, 64, 56, 1)));

    Reason.Algorithms weighed = (Reason.Algorithms) choice.reason(conv(64, 64, 56, 1));
    assertTrue(weighed.direct() > weighed.minGain() * weighed.winograd(), weighed.toString());
    assertEquals(Optional.of(weighed.tiles()), choice.tiles(conv(64, 64, 56, 1)));
  }

  @Test
  void theCandidatesOfATileAreThoseThatWereCompared() {
    RegisterTile chosen = RegisterTile.choose(56, 4, target(512));
    List<RegisterTile.Candidate> candidates = RegisterTile.candidates(56, 4, target(512));

    double best = candidates.stream().mapToDouble(RegisterTile.Candidate::cost).min().orElseThrow();
    assertTrue(chosen.costPerOutput(56) <= best / 0.99, chosen + " of " + candidates);
    assertTrue(candidates.contains(new RegisterTile.Candidate(chosen, chosen.costPerOutput(56))));
  }

  @Test
  void fewWeightsAreTransformedOnceAndManyWhereTheyAreUsed() {
    WinogradTiles few = tiles(64, 56);
    assertTrue(few.isTransformedOnce());
    assertTrue(few.weights().bytes() <= 1 << 20, few.toString());

    WinogradTiles many = tiles(512, 14);
    assertEquals(WeightTransform.BY_TASK, many.weightTransform());
    assertEquals(Space.LOCAL, many.weights().space(), many + " keeps no copy of 37 MB of weights");
    assertTrue(many.weights().bytes() <= target(512).l1Bytes(), many.toString());
  }

  @Test
  void weightsThatFewTilesReadAreNotKept() {
    WinogradTiles large = tiles(conv(128, 32, 56, 1));
    assertTrue(large.isTransformedOnce(), large.toString());

    WinogradTiles small = tiles(conv(128, 32, 14, 1));
    assertEquals(WeightTransform.BY_TASK, small.weightTransform(), small.toString());
    assertEquals(16, small.tilesAtOnce(), "each weight is read once for all tiles");
    assertEquals(2, small.groups(), "two threads have weights of their own");
  }

  @Test
  void fewTilesSumUpInRegisters() {
    WinogradTiles few = tiles(512, 7);
    assertEquals(WeightTransform.IN_REGISTERS, few.weightTransform());
    assertEquals(Space.REGISTER, few.weights().space());
    assertEquals(512, few.weightChannels(), "sums are stored once");

    WinogradTiles withFewRegisters =
        new WinogradChoice(target(256), true).tiles(conv(512, 512, 7, 1)).orElseThrow();
    assertEquals(WeightTransform.BY_TASK, withFewRegisters.weightTransform());
  }

  @Test
  void tilesAtTheEdgeHaveNoMoreOutputsThanThereAre() {
    WinogradTiles seven = tiles(512, 7);
    assertEquals(List.of(3, 3), List.of(seven.lastRows(), seven.lastColumns()));
    assertEquals(11 * 11, seven.multiplications(), "6 and 5 points in each direction");
    assertEquals(9, seven.inputRows(), "the map and one of padding on each side");

    WinogradTiles fourteen = tiles(256, 14);
    assertEquals(22 * 22, fourteen.multiplications(), "three times 6 points and 4");
    assertEquals(16, fourteen.inputColumns());

    assertEquals(42 * 42, tiles(128, 28).multiplications(), "whole tiles");
  }

  @Test
  void twoThreadsHaveBlocksOfTheirOwnInLargeImages() {
    WinogradTiles few = tiles(64, 56);
    assertEquals(0, few.blocks() % 2, few.toString());
    WinogradTiles many = tiles(256, 56);
    assertEquals(2, many.blocks(), many.toString());

    assertEquals(1, tiles(512, 7).blocks(), "four tiles are shared by channels");
  }

  @Test
  void whatATaskWorksOnStaysInTheCache() {
    WinogradTiles tiles = tiles(64, 56);
    long work = tiles.inputs().bytes() + tiles.products().bytes() + tiles.weights().bytes();
    assertTrue(work <= 2 << 20, tiles.toString());
    assertEquals(14 * 14, tiles.tiles(), "none is computed for nothing");
  }

  @Test
  void aThreadsOwnMemoryFitsOnTheStack() {
    for (int size : List.of(7, 14, 28, 56)) {
      for (int channels : List.of(64, 96, 256, 512)) {
        WinogradTiles tiles = tiles(channels, size);
        long bytes =
            Stream.of(tiles.products(), tiles.weights())
                .filter(buffer -> buffer.space() == Space.LOCAL)
                .mapToLong(Buffer::bytes)
                .sum();
        assertTrue(bytes <= 60 << 10, bytes + " bytes of " + tiles);
      }
    }
  }

  @Test
  void smallImagesSumUpInMemoryOfTheirOwn() {
    assertEquals(Space.LOCAL, tiles(512, 7).products().space());
    assertEquals(Space.LOCAL, tiles(256, 14).products().space());
    assertTrue(tiles(256, 14).areWeightsNear());
    assertEquals(Space.GLOBAL, tiles(128, 28).products().space());
  }

  private static WinogradTiles tiles(int channels, int size) {
    return tiles(conv(channels, channels, size, 1));
  }

  private static WinogradTiles tiles(Conv2d conv) {
    return new WinogradChoice(target(512), true).tiles(conv).orElseThrow();
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
