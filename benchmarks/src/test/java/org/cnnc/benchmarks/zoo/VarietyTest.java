package org.cnnc.benchmarks.zoo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VarietyTest {
  /** Outputs of two images. */
  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource({
    "1 2 3 4 5 6,          ''",
    "-1 0 1 1 0 -1,        ''",
    "0 0 0 0 0 0,          every element of `y` is 0.0",
    "2 2 2 2 2 2,          every element of `y` is 2.0",
    "1 2 3 1 2 NaN,        not finite",
    "1 2 3 1 2 Infinity,   not finite",
    "1 2 3 1 2 -Infinity,  not finite",
    "1 2 3 1 2 3,          hardly depends on the image",
    "1 2 3 1.01 2 3.02,    hardly depends on the image",
    "1 2 3 1.01 2 3.05,    ''",
    "0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 1, nearly equal",
  })
  void outputsThatSayNothingAreProblems(String elements, String problem) {
    String[] words = elements.split(" ", -1);
    float[] output = new float[words.length];
    for (int i = 0; i < output.length; i++) {
      output[i] = Float.parseFloat(words[i]);
    }

    Optional<String> found = Variety.problem(Map.of("y", output), 2);

    assertEquals(problem.isEmpty(), found.isEmpty(), found::toString);
    assertTrue(found.orElse("").contains(problem), found::toString);
  }
}
