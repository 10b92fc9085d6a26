package org.cnnc.benchmarks.sidebyside;

import java.util.Map;

/** Whether two models computed the same: a fast wrong answer is not measured. */
final class Agreement {
  private static final double RELATIVE = 1e-3;

  /** Of the output's largest element. */
  private static final double ABSOLUTE = 1e-4;

  private Agreement() {}

  /**
   * The largest error as a part of what is allowed.
   *
   * @throws IllegalStateException where an output is missing, or the error is more than allowed
   */
  static double check(Map<String, float[]> expected, Map<String, float[]> actual) {
    double worst = 0;
    for (Map.Entry<String, float[]> output : expected.entrySet()) {
      float[] wanted = output.getValue();
      float[] got = actual.get(output.getKey());
      if (got == null || got.length != wanted.length) {
        throw new IllegalStateException(
            "the output `%s` is missing, or of another shape".formatted(output.getKey()));
      }
      worst = Math.max(worst, worst(output.getKey(), wanted, got));
    }
    return worst;
  }

  private static double worst(String name, float[] wanted, float[] got) {
    double scale = 0;
    for (float value : wanted) {
      scale = Math.max(scale, Math.abs(value));
    }
    double worst = 0;
    for (int i = 0; i < wanted.length; i++) {
      double allowed = ABSOLUTE * scale + RELATIVE * Math.abs(wanted[i]);
      double error = Math.abs((double) wanted[i] - got[i]);
      // Written so that a NaN is an error.
      if (!(error <= allowed)) {
        throw new IllegalStateException(
            "element %d of `%s` is %s, ONNX Runtime gives %s"
                .formatted(i, name, got[i], wanted[i]));
      }
      worst = error == 0 ? worst : Math.max(worst, error / allowed);
    }
    return worst;
  }
}
