package org.cnnc.frontend.known;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Words that stand for themselves, so that {@code padding=same} needs no quotes. */
public final class Constants {
  private static final List<String> WORDS =
      List.of(
          "same",
          "valid",
          "nearest",
          "bilinear",
          "bicubic",
          "half_pixel",
          "half_pixel_symmetric",
          "pytorch_half_pixel",
          "asymmetric",
          "align_corners",
          "round_prefer_floor",
          "round_prefer_ceil",
          "edge",
          "reflect",
          "none",
          "DCR",
          "CRD",
          "gray",
          "rgb",
          "bgr",
          "f32",
          "i64",
          "i32",
          "bool");

  /** No number can be written that is larger than all others: `pad(1, value=-inf)`. */
  private static final String INFINITY = "inf";

  private Constants() {}

  public static Optional<Known> find(String word) {
    if (word.equals(INFINITY)) {
      return Optional.of(new Known.Real(Double.POSITIVE_INFINITY));
    }
    return WORDS.contains(word) ? Optional.of(new Known.Str(word)) : Optional.empty();
  }

  public static List<String> words() {
    return Stream.concat(WORDS.stream(), Stream.of(INFINITY)).toList();
  }
}
