package org.cnnc.compiler.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.cnnc.compiler.compare.Classification;
import org.cnnc.compiler.compare.Comparison;
import org.cnnc.compiler.compare.Comparison.Compared;
import picocli.CommandLine.Option;

/** What a comparison must reach; of layers, the first is named that does not reach a threshold. */
final class ComparisonBars {
  @Option(
      names = "--threshold",
      paramLabel = "E",
      defaultValue = "0.01",
      description =
          "name the first layer whose largest difference is above this part of its scale (default"
              + " 0.01)")
  private double threshold;

  @Option(
      names = "--max-error",
      paramLabel = "E",
      description =
          "fail where the largest difference of an output is above this part of its scale")
  private Double maxError;

  @Option(
      names = "--min-cosine",
      paramLabel = "C",
      description = "fail where the cosine similarity of an output is below this for some image")
  private Double minCosine;

  @Option(
      names = "--min-agreement",
      paramLabel = "PERCENT",
      description = "fail where both builds find the same first class for fewer images than this")
  private Double minAgreement;

  @Option(
      names = "--max-drop",
      paramLabel = "POINTS",
      description =
          "fail where the second build's accuracy is more than this below the first one's (with"
              + " --labels)")
  private Double maxDrop;

  double threshold() {
    return threshold;
  }

  /** One line for each bar and each output that misses it. */
  List<String> missedBy(Comparison comparison) {
    List<String> missed = new ArrayList<>();
    for (Compared output : comparison.outputs()) {
      double error = output.difference().relativeError();
      if (maxError != null && !(error <= maxError)) {
        missed.add(line("%s: error %.3g is above %s", output.name(), error, maxError));
      }
      double cosine = output.difference().cosine();
      if (minCosine != null && !(cosine >= minCosine)) {
        missed.add(line("%s: cosine %.6f is below %s", output.name(), cosine, minCosine));
      }
    }
    for (Classification each : comparison.classifications()) {
      if (minAgreement != null && !(each.agreement() >= minAgreement)) {
        missed.add(
            line(
                "%s: agreement %.2f %% is below %s %%",
                each.output(), each.agreement(), minAgreement));
      }
      if (maxDrop != null && !(each.drop() <= maxDrop)) {
        missed.add(
            line(
                "%s: b's accuracy is %.2f points below a's, more than %s",
                each.output(), each.drop(), maxDrop));
      }
    }
    return missed;
  }

  private static String line(String format, Object... arguments) {
    return String.format(Locale.ROOT, format, arguments);
  }
}
