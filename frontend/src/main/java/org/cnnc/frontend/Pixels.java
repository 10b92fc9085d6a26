package org.cnnc.frontend;

import java.util.List;
import java.util.Optional;

/**
 * How an input is made of an image, in this order: resize, crop the middle, then for each channel
 * {@code (pixel * scale - mean) / std}, pixels being 0 to 255.
 *
 * @param mean one for each channel
 * @param std one for each channel, none of them 0
 * @param folded what the graph does of the last step, and not who makes the input
 */
public record Pixels(
    Color color,
    Optional<Resize> resize,
    Optional<Crop> crop,
    double scale,
    List<Double> mean,
    List<Double> std,
    Folded folded) {

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

  /** How much of scale, mean and std the graph does. */
  public enum Folded {
    /** Nothing: the input is as the file declares it. */
    NONE,
    /** The input is {@code pixel - mean / scale}, the graph multiplies. */
    FACTOR,
    /** The input is the pixel. */
    ALL
  }

  /** As a file declares it. */
  public Pixels(
      Color color,
      Optional<Resize> resize,
      Optional<Crop> crop,
      double scale,
      List<Double> mean,
      List<Double> std) {
    this(color, resize, crop, scale, mean, std, Folded.NONE);
  }

  /** The same for a graph that does a part of it. */
  public Pixels withFolded(Folded newFolded) {
    return new Pixels(color, resize, crop, scale, mean, std, newFolded);
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
