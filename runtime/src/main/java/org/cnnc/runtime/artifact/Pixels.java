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
 * @param folded what of scale, mean and std a run does
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
    Folded folded,
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

  /** How much of scale, mean and std is in the weights, and not done to the input. */
  public enum Folded {
    /** Nothing. */
    NONE("none"),
    /** {@code scale / std}: the input is {@code pixel - mean / scale}. */
    FACTOR("factor"),
    /** Everything: the input is the pixel. */
    ALL("all");

    private final String text;

    Folded(String text) {
      this.text = text;
    }

    /** The name in manifests, such as {@code factor}. */
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
    this(format, resize, crop, scale, mean, std, Folded.NONE, false);
  }

  /** What a sample, 0 to 255, of a plane becomes in the input. */
  public float value(int plane, int sample) {
    return (float)
        switch (folded) {
          case NONE -> (sample * scale.orElse(1) - mean(plane)) / std(plane);
          case FACTOR -> sample - mean(plane) / scale.orElse(1);
          case ALL -> sample;
        };
  }

  /** What {@code (pixel * scale - mean) / std}, the model's own number, is in the input. */
  public float valueOf(int plane, float number) {
    return switch (folded) {
      case NONE -> number;
      case FACTOR -> (float) (number * std(plane) / scale.orElse(1));
      case ALL -> (float) sample(plane, number);
    };
  }

  /** The pixel, if it is rounded the sample, of which the model makes a number. */
  public double sample(int plane, double number) {
    return (number * std(plane) + mean(plane)) / scale.orElse(1);
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
