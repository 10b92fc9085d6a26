package org.cnnc.compiler.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.foreign.MemorySegment;
import org.cnnc.compiler.run.Elements;
import org.cnnc.runtime.artifact.ElementType;
import org.junit.jupiter.api.Test;

class DifferenceTest {
  private static Elements floats(float... elements) {
    return new Elements(ElementType.F32, MemorySegment.ofArray(elements));
  }

  @Test
  void measuresAllImagesAndNamesTheWorst() {
    Difference.Sum sum = new Difference.Sum();
    sum.add(0, floats(3, 4), floats(3, 4));
    sum.add(1, floats(-8, 0), floats(-6, 0));
    sum.add(2, floats(1, 0), floats(0, 1));

    Difference difference = sum.difference();

    assertEquals(2, difference.maxError());
    assertEquals(1, difference.worstImage());
    assertEquals(8, difference.scale());
    assertEquals(0.25, difference.relativeError());
    // (2^2 + 1 + 1) over six elements.
    assertEquals(1, difference.rms(), 1e-15);
    assertEquals(0, difference.cosine());
  }

  @Test
  void theCosineIsThatOfTheWorstImage() {
    Difference.Sum sum = new Difference.Sum();
    sum.add(0, floats(1, 0), floats(2, 0));
    sum.add(1, floats(1, 0), floats(3, 4));

    assertEquals(0.6, sum.difference().cosine(), 1e-15);
  }

  @Test
  void zerosAreAlikeAndUnlikeAnythingElse() {
    Difference.Sum same = new Difference.Sum();
    same.add(0, floats(0, 0), floats(0, -0f));
    assertEquals(new Difference(0, 0, 0, 0, 1), same.difference());
    assertEquals(0, same.difference().relativeError());

    Difference.Sum other = new Difference.Sum();
    other.add(0, floats(0, 0), floats(0, 1));
    assertEquals(0, other.difference().cosine());
    assertEquals(Double.POSITIVE_INFINITY, other.difference().relativeError());
  }

  @Test
  void whatIsNotFiniteIsEqualToItselfOnly() {
    float infinity = Float.POSITIVE_INFINITY;
    Difference.Sum same = new Difference.Sum();
    same.add(0, floats(Float.NaN, infinity, 2), floats(Float.NaN, infinity, 2));
    assertEquals(new Difference(0, 0, 2, 0, 1), same.difference());

    for (float other : new float[] {1, -infinity, Float.NaN}) {
      Difference.Sum sum = new Difference.Sum();
      sum.add(0, floats(infinity, 2), floats(other, 2));
      assertEquals(Double.POSITIVE_INFINITY, sum.difference().maxError());
      assertEquals(0, sum.difference().cosine());
    }
  }

  @Test
  void integersAndTruthValuesAreNumbers() {
    Difference.Sum sum = new Difference.Sum();
    sum.add(
        0,
        new Elements(ElementType.I64, MemorySegment.ofArray(new long[] {7, -9})),
        new Elements(ElementType.I64, MemorySegment.ofArray(new long[] {7, -5})));
    assertEquals(4, sum.difference().maxError());

    Difference.Sum truths = new Difference.Sum();
    truths.add(
        0,
        new Elements(ElementType.BOOL, MemorySegment.ofArray(new byte[] {1, 0})),
        new Elements(ElementType.BOOL, MemorySegment.ofArray(new byte[] {1, 1})));
    assertEquals(1, truths.difference().maxError());
  }

  @Test
  void nothingDiffersWhereThereIsNothing() {
    Difference.Sum sum = new Difference.Sum();
    sum.add(0, floats(), floats());

    assertEquals(new Difference(0, 0, 0, 0, 1), sum.difference());
  }
}
