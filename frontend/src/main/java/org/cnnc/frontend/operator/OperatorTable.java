package org.cnnc.frontend.operator;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Every operator of the language by its name. */
public final class OperatorTable {
  /** How the names of operators on volumes end. */
  private static final String VOLUMETRIC = "3d";

  /** Names that other frameworks give to operators of ours, for suggestions. */
  private static final Map<String, String> ELSEWHERE =
      Map.ofEntries(
          Map.entry("conv", "conv2d"),
          Map.entry("Conv2d", "conv2d"),
          Map.entry("dense", "linear"),
          Map.entry("fc", "linear"),
          Map.entry("gemm", "linear"),
          Map.entry("maxpool", "max_pool2d"),
          Map.entry("max_pool", "max_pool2d"),
          Map.entry("avgpool", "avg_pool2d"),
          Map.entry("avg_pool", "avg_pool2d"),
          Map.entry("gap", "global_avg_pool2d"),
          Map.entry("global_avg_pool", "global_avg_pool2d"),
          Map.entry("bn", "batch_norm"),
          Map.entry("batch_norm2d", "batch_norm"),
          Map.entry("swish", "silu"),
          Map.entry("cat", "concat"),
          Map.entry("concatenate", "concat"),
          Map.entry("permute", "transpose"),
          Map.entry("view", "reshape"),
          Map.entry("pixel_shuffle", "depth_to_space"),
          Map.entry("interpolate", "resize"),
          Map.entry("zero_pad2d", "pad"),
          Map.entry("batch_norm1d", "batch_norm"),
          Map.entry("deconv2d", "conv_transpose2d"),
          Map.entry("lrn", "local_response_norm"));

  private static final Map<String, Operator> OPERATORS = operators();

  private OperatorTable() {}

  private static Map<String, Operator> operators() {
    Map<String, Operator> table = new LinkedHashMap<>();
    Stream.of(
            ConvolutionOperators.ALL,
            PoolingOperators.ALL,
            NormalizationOperators.ALL,
            ActivationOperators.ALL,
            ElementwiseOperators.ALL,
            ComparisonOperators.ALL,
            ShapeOperators.ALL,
            ResizeOperators.ALL,
            SelectionOperators.ALL)
        .flatMap(List::stream)
        .forEach(operator -> table.put(operator.name(), operator));
    return Collections.unmodifiableMap(table);
  }

  public static Optional<Operator> find(String name) {
    return Optional.ofNullable(OPERATORS.get(name));
  }

  /**
   * Whether a name is that of an operator of ours on volumes, of which there are none: {@code
   * conv3d}, or {@code MaxPool3D} as frameworks write it.
   */
  public static boolean isVolumetric(String name) {
    String plain = plain(name);
    if (!plain.endsWith(VOLUMETRIC)) {
      return false;
    }
    String stem = plain.substring(0, plain.length() - VOLUMETRIC.length());
    return OPERATORS.keySet().stream()
        .map(OperatorTable::plain)
        .anyMatch(known -> known.equals(stem) || known.equals(stem + "2d"));
  }

  private static String plain(String name) {
    return name.toLowerCase(Locale.ROOT).replace("_", "");
  }

  /** All names, in the order of the vocabulary. */
  public static Set<String> names() {
    return OPERATORS.keySet();
  }

  /** What another framework's name is called here. */
  public static Optional<String> translated(String name) {
    return Optional.ofNullable(ELSEWHERE.get(name));
  }
}
