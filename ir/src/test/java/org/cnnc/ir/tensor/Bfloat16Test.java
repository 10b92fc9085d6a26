package org.cnnc.ir.tensor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Bfloat16s are the upper halves of f32s, and rounding finds the nearest one. */
class Bfloat16Test {
  private static final long SEED = 7;
  private static final float LARGEST = Float.intBitsToFloat(0x7f7f0000);

  @Test
  void everyPatternIsTheF32ThatBeginsWithIt() {
    for (int bits = 0; bits < 1 << 16; bits++) {
      float wide = Bfloat16.widen((short) bits);
      assertEquals(bits << 16, Float.floatToRawIntBits(wide));
      boolean isSubnormal = Math.abs(wide) < Float.MIN_NORMAL;
      boolean isLoud = Float.isNaN(wide) && (bits & 0x40) == 0;
      int expected = isSubnormal ? bits & 0x8000 : isLoud ? bits | 0x40 : bits;
      assertEquals((short) expected, Bfloat16.bits(wide), Integer.toHexString(bits));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "0x1.00p0, 0x1.00p0",
    "0x1.01p0, 0x1.00p0", // ties, whose lower neighbour is even
    "-0x1.01p0, -0x1.00p0",
    "0x1.03p0, 0x1.04p0", // whose upper one is
    "0x1.010002p0, 0x1.02p0",
    "0x1.02fffep0, 0x1.02p0",
    "0x1.ffp0, 0x1.00p1", // a carry into the exponent
    "0x1.fefffep127, 0x1.fep127",
    "0x1.ffp127, Infinity", // beyond the largest number by half a step: a tie, and odd below
    "-0x1.fffffep127, -Infinity",
    "Infinity, Infinity",
    "0x1.0p-126, 0x1.0p-126",
    "0x0.fffffep-126, 0.0",
    "-0x0.000002p-126, -0.0",
    "-0.0, -0.0",
    "NaN, NaN",
  })
  void roundsToTheNearestOfTwoTheEvenOne(float value, float expected) {
    assertEquals(expected, Bfloat16.round(value));
  }

  @Test
  void nanStaysNanWhateverItsBits() {
    Random random = new Random(SEED);
    for (int i = 0; i < 100_000; i++) {
      int payload = random.nextInt(1, 1 << 23);
      int bits = 0x7f800000 | payload | (random.nextBoolean() ? 1 << 31 : 0);
      assertTrue(Float.isNaN(Bfloat16.round(Float.intBitsToFloat(bits))), "seed " + SEED);
    }
  }

  @Test
  void noOtherNumberIsNearer() {
    Random random = new Random(SEED);
    for (int i = 0; i < 1_000_000; i++) {
      float value = Float.intBitsToFloat(random.nextInt());
      if (!(Math.abs(value) >= Float.MIN_NORMAL && Math.abs(value) <= LARGEST)) {
        continue;
      }
      short bits = Bfloat16.bits(value);
      double error = Math.abs((double) Bfloat16.widen(bits) - value);
      for (int step : new int[] {-1, 1}) {
        double other = Math.abs((double) Bfloat16.widen((short) (bits + step)) - value);
        boolean isEven = (bits & 1) == 0;
        assertTrue(error < other || (error == other && isEven), value + ", seed " + SEED);
      }
    }
  }
}
