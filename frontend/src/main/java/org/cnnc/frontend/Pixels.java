package org.cnnc.frontend;

import java.util.List;
import java.util.Optional;

/**
 * How an input is made of an image, in this order: resize, crop the middle, then for each channel
 * {@code (pixel * scale - mean) / std}, pixels being 0 to 255.
 *
 * @param mean one for each channel
 * @param std one for each channel, none of them 0
 */
public record Pixels(
    Color color,
    Optional<Resize> resize,
    Optional<Crop> crop,
    double scale,
    List<Double> mean,
    List<Double> std) {

  /** The channels of an input, in order. */
  public enum Color {
    GRAY(1),
    RGB(3),
    BGR(3);

    private final int channels;

    Color(int channels) {
      this.channels = channels;
    }

    public int channels() {
      return channels;
    }
  }

  /** A size in pixels. */
  public sealed interface Resize {
    /**
     * The shorter side gets this size, the longer keeps its ratio (torchvision's {@code Resize}).
     */
    record ShorterSide(int size) implements Resize {}

    /** Both sides, whatever the ratio. */
    record Exact(int height, int width) implements Resize {}
  }

  /** A piece from the middle of an image. */
  public record Crop(int height, int width) {}

  public Pixels {
    mean = List.copyOf(mean);
    std = List.copyOf(std);
  }
}
