package org.cnnc.frontend.known;

import java.util.List;
import java.util.Optional;

/** Words that stand for themselves, so that {@code padding=same} needs no quotes. */
public final class Constants {
  private static final List<String> WORDS =
      List.of(
          "same",
          "valid",
          "nearest",
          "bilinear",
          "bicubic",
          "edge",
          "reflect",
          "gray",
          "rgb",
          "bgr");

  private Constants() {}

  public static Optional<Known> find(String word) {
    return WORDS.contains(word) ? Optional.of(new Known.Str(word)) : Optional.empty();
  }

  public static List<String> words() {
    return WORDS;
  }
}
