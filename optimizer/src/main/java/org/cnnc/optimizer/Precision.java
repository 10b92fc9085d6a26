package org.cnnc.optimizer;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * How a model stores what its layers compute, and their weights. Sums, statistics, inputs and
 * outputs are f32 whatever is chosen.
 *
 * @param allLayers whether the first and the last layers are stored as others are
 * @param keepF32 patterns of the names of layers whose weights and results stay f32; {@code *}
 *     stands for any characters
 */
public record Precision(Storage storage, boolean allLayers, List<String> keepF32) {
  /** All in f32. */
  public static final Precision F32 = new Precision(Storage.F32, false, List.of());

  /** In bf16 between the first and the last layers. */
  public static final Precision BF16 = new Precision(Storage.BF16, false, List.of());

  /** What the layers between the first and the last ones, or all, are stored in. */
  public enum Storage {
    F32,
    /**
     * The weights of convolutions and dense layers, and what is computed between these, in bf16.
     */
    BF16,
    /** The same where it is expected to be faster on the target. */
    AUTO
  }

  public Precision {
    keepF32 = List.copyOf(keepF32);
  }

  /** Whether a layer of this name stays f32. */
  public boolean keepsF32(String layer) {
    return keepF32.stream().anyMatch(pattern -> regex(pattern).matcher(layer).matches());
  }

  private static Pattern regex(String pattern) {
    return Pattern.compile(
        Arrays.stream(pattern.split("\\*", -1))
            .map(Pattern::quote)
            .collect(Collectors.joining(".*")));
  }
}
