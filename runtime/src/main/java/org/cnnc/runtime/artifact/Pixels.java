package org.cnnc.runtime.artifact;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * How an input is made from an image file: resize, then crop, then {@code (pixel * scale - mean) /
 * std} per channel. What is empty is not done. The compiled code does none of this; a caller may.
 *
 * @param resize the length that the shorter side is resized to, in pixels
 * @param crop the side of the square that is cut from the centre, in pixels
 * @param scale the factor on pixel values 0..255
 * @param mean subtracted from each channel; one value for each
 * @param std each channel is divided by it; one positive value for each
 */
public record Pixels(
    Format format,
    OptionalInt resize,
    OptionalInt crop,
    OptionalDouble scale,
    Optional<List<Double>> mean,
    Optional<List<Double>> std) {
  /** The channels of a picture, in order. */
  public enum Format {
    RGB("rgb", 3),
    BGR("bgr", 3),
    GRAY("gray", 1);

    private final String text;
    private final int channels;

    Format(String text, int channels) {
      this.text = text;
      this.channels = channels;
    }

    public int channels() {
      return channels;
    }

    /** The name in {@code .cnn} files and manifests, such as {@code rgb}. */
    @Override
    public String toString() {
      return text;
    }
  }

  public Pixels {
    mean = mean.map(List::copyOf);
    std = std.map(List::copyOf);
    checkSide("resize", resize);
    checkSide("crop", crop);
    checkChannels("mean", mean, format);
    checkChannels("std", std, format);
    if (std.isPresent() && std.get().stream().anyMatch(value -> !(value > 0))) {
      throw new IllegalArgumentException("std " + std.get() + " must be positive");
    }
  }

  private static void checkSide(String name, OptionalInt side) {
    if (side.isPresent() && (side.getAsInt() < 1 || side.getAsInt() > 1 << 20)) {
      throw new IllegalArgumentException(
          name + " " + side.getAsInt() + " is outside 1..1048576 pixels");
    }
  }

  private static void checkChannels(String name, Optional<List<Double>> values, Format format) {
    if (values.isPresent() && values.get().size() != format.channels()) {
      throw new IllegalArgumentException(
          "%s has %d values, %s has %d channels"
              .formatted(name, values.get().size(), format, format.channels()));
    }
  }
}
