package org.cnnc.runtime.artifact;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * How an input is made of a picture: resize, then crop, then {@code (pixel * scale - mean) / std}
 * per channel. What is empty is not done. A run takes an input that is made already.
 *
 * @param resize the size before the crop
 * @param crop the piece that is cut from the centre
 * @param scale the factor on pixel values 0..255
 * @param mean subtracted from each channel; one value for each
 * @param std each channel is divided by it; one positive value for each
 * @param isCompiled whether the library has code that does it, the function {@code prepare} of
 *     docs/ABI.md
 */
public record Pixels(
    Format format,
    Optional<Resize> resize,
    Optional<Crop> crop,
    OptionalDouble scale,
    Optional<List<Double>> mean,
    Optional<List<Double>> std,
    boolean isCompiled) {
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

  /** How a picture gets another size. */
  public sealed interface Resize {
    /** The shorter side gets this many pixels, the longer one keeps the ratio. */
    record ShorterSide(int side) implements Resize {
      public ShorterSide {
        checkSide("resize", side);
      }
    }

    /** Both sides get these many pixels, whatever the ratio was. */
    record Exact(int height, int width) implements Resize {
      public Exact {
        checkSide("resize", height);
        checkSide("resize", width);
      }
    }
  }

  /** A rectangle in the centre of a picture, in pixels. */
  public record Crop(int height, int width) {
    public Crop {
      checkSide("crop", height);
      checkSide("crop", width);
    }
  }

  public Pixels {
    mean = mean.map(List::copyOf);
    std = std.map(List::copyOf);
    checkChannels("mean", mean, format);
    checkChannels("std", std, format);
    if (std.isPresent() && std.get().stream().anyMatch(value -> !(value > 0))) {
      throw new IllegalArgumentException("std " + std.get() + " must be positive");
    }
  }

  /** What is done without code of the library. */
  public Pixels(
      Format format,
      Optional<Resize> resize,
      Optional<Crop> crop,
      OptionalDouble scale,
      Optional<List<Double>> mean,
      Optional<List<Double>> std) {
    this(format, resize, crop, scale, mean, std, false);
  }

  /** What a sample, 0 to 255, of a plane of the input becomes. */
  public float value(int plane, int sample) {
    return (float) ((sample * scale.orElse(1) - mean(plane)) / std(plane));
  }

  /** The way back: the number, if it is rounded the sample, that becomes a value. */
  public double sample(int plane, double value) {
    return (value * std(plane) + mean(plane)) / scale.orElse(1);
  }

  private double mean(int plane) {
    return mean.map(values -> values.get(plane)).orElse(0.0);
  }

  private double std(int plane) {
    return std.map(values -> values.get(plane)).orElse(1.0);
  }

  private static void checkSide(String name, int side) {
    if (side < 1 || side > 1 << 20) {
      throw new IllegalArgumentException(name + " " + side + " is outside 1..1048576 pixels");
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
