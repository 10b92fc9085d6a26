package org.cnnc.benchmarks.contestant;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AgreementTest {
  private static final Map<String, float[]> EXPECTED = Map.of("y", new float[] {100, 1});

  @Test
  void equalOutputsAgree() {
    assertEquals(new Agreement(0, 0, 1, 0, Optional.empty()), Agreement.of(EXPECTED, EXPECTED));
  }

  @Test
  void errorsAreOfTheElementAndOfTheLargest() {
    Agreement nearly = Agreement.of(EXPECTED, Map.of("y", new float[] {100, 1.01f}));

    assertEquals(Optional.empty(), nearly.violation());
    assertEquals(0.01, nearly.absolute(), 1e-7);
    assertEquals(1e-4, nearly.relative(), 1e-9);
    assertEquals(0.01 / (1e-4 * 100 + 1e-3), nearly.spent(), 1e-5);
  }

  @Test
  void roundedOutputsAgreeByTheirAngle() {
    Map<String, float[]> turned = Map.of("y", new float[] {100, 5});
    Map<String, float[]> other = Map.of("y", new float[] {100, 6});

    Agreement near = Agreement.of(EXPECTED, turned, true);

    assertEquals(Optional.empty(), near.violation());
    assertEquals(Math.cos(Math.atan(0.05) - Math.atan(0.01)), near.cosine(), 1e-9);
    assertTrue(Agreement.of(EXPECTED, other, true).violation().isPresent());
    assertTrue(
        Agreement.of(EXPECTED, Map.of("x", new float[] {100, 1}), true).violation().isPresent());
    assertTrue(
        Agreement.of(EXPECTED, Map.of("y", new float[] {Float.NaN, 1}), true)
            .violation()
            .isPresent());
  }

  @Test
  void theWorstOfAllOutputsCounts() {
    Map<String, float[]> expected = Map.of("a", new float[] {1, 2}, "b", new float[] {1000});
    Map<String, float[]> actual = Map.of("a", new float[] {1, 2.5f}, "b", new float[] {1001});

    Agreement agreement = Agreement.of(expected, actual);

    assertEquals(1, agreement.absolute());
    assertEquals(0.25, agreement.relative());
    assertTrue(agreement.violation().orElseThrow().startsWith("element 1 of `a` is 2.5"));
  }

  @Test
  void wrongAnswersAreViolations() {
    for (float[] wrong :
        new float[][] {{100, 1.02f}, {100, Float.NaN}, {100}, {Float.POSITIVE_INFINITY, 1}}) {
      assertTrue(Agreement.of(EXPECTED, Map.of("y", wrong)).violation().isPresent());
    }
    assertTrue(Agreement.of(EXPECTED, Map.of("x", new float[] {100, 1})).violation().isPresent());
  }
}
