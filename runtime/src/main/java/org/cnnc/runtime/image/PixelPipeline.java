package org.cnnc.runtime.image;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.cnnc.runtime.PictureException;
import org.cnnc.runtime.artifact.ElementType;
import org.cnnc.runtime.artifact.Pixels;
import org.cnnc.runtime.artifact.Port;

/**
 * Makes one image of an input {@code f32[N, C, H, W]} of a picture: the model's channels, then
 * resize, then crop, then {@code (sample * scale - mean) / std} for each channel, planes one after
 * the other.
 *
 * <p>This is what the code of a library does to the bit, in Java: for devices, for tests of a model
 * that is compiled for another machine, and for a model that does not say {@code from pixels(...)},
 * which gets samples from 0 to 1, grey for one channel and RGB for three. {@link
 * org.cnnc.runtime.InputTensor#copyFrom(Image)} takes the code where there is some.
 */
public final class PixelPipeline {
  private static final double DEFAULT_SCALE = 1.0 / 255;

  private final Port port;
  private final Pixels pixels;
  private final int height;
  private final int width;

  private PixelPipeline(Port port, Pixels pixels, int height, int width) {
    this.port = port;
    this.pixels = pixels;
    this.height = height;
    this.width = width;
  }

  /**
   * The pipeline of an input.
   *
   * @throws PictureException where pictures cannot be given to it
   */
  public static PixelPipeline of(Port port) {
    List<Integer> dims = port.shape().dims();
    int first = port.shape().batched() ? 0 : 1;
    boolean several = first == 1 && !dims.isEmpty() && dims.getFirst() != 1;
    if (port.type() != ElementType.F32 || dims.size() != first + 3 || several) {
      throw new PictureException(
          "input %s is no picture: a picture needs f32[N, channels, height, width]"
              .formatted(port));
    }
    int channels = dims.get(first);
    Pixels pixels = port.pixels().orElseGet(() -> defaults(port, channels));
    if (pixels.format().channels() != channels) {
      throw new PictureException(
          "input %s has %d channels, but the model makes it of %s pixels"
              .formatted(port, channels, pixels.format()));
    }
    return new PixelPipeline(port, pixels, dims.get(first + 1), dims.get(first + 2));
  }

  private static Pixels defaults(Port port, int channels) {
    Pixels.Format format =
        switch (channels) {
          case 1 -> Pixels.Format.GRAY;
          case 3 -> Pixels.Format.RGB;
          default ->
              throw new PictureException(
                  "input %s has %d channels: a picture has 1 or 3".formatted(port, channels));
        };
    return new Pixels(
        format,
        Optional.empty(),
        Optional.empty(),
        OptionalDouble.of(DEFAULT_SCALE),
        Optional.empty(),
        Optional.empty());
  }

  /**
   * Makes the {@code C * H * W} elements of one image, row-major.
   *
   * @param name what messages call the picture: its file
   * @throws PictureException where its size does not fit
   */
  public float[] apply(Image picture, String name) {
    Size resized = checked(picture, name);
    Image image = pixels.format().channels() == 1 ? picture.toGray() : picture.toRgb();
    return normalize(image.resized(resized.width, resized.height).centerCrop(width, height));
  }

  /**
   * Checks that an image can be made of a picture.
   *
   * @param name what messages call the picture: its file
   * @throws PictureException where its size does not fit
   */
  public void check(Image picture, String name) {
    checked(picture, name);
  }

  /** In pixels. */
  private record Size(int width, int height) {}

  /** The size of the resized picture. */
  private Size checked(Image picture, String name) {
    Size resized = resized(picture);
    Size cropped = pixels.crop().map(crop -> cropped(resized, crop, name)).orElse(resized);
    if (cropped.width != width || cropped.height != height) {
      throw new PictureException(
          ("%s: the picture is %dx%d%s, input %s wants %dx%d (width x height); resize the picture,"
                  + " or add resize and crop to `from pixels(...)` in the model")
              .formatted(
                  name,
                  picture.width(),
                  picture.height(),
                  cropped.equals(new Size(picture.width(), picture.height()))
                      ? ""
                      : " (%dx%d prepared)".formatted(cropped.width, cropped.height),
                  port,
                  width,
                  height));
    }
    return resized;
  }

  private Size resized(Image picture) {
    long newWidth = picture.width();
    long newHeight = picture.height();
    switch (pixels.resize().orElse(null)) {
      case null -> {}
      case Pixels.Resize.ShorterSide(int side) -> {
        // As torchvision's Resize: the longer side is rounded down.
        int shorter = Math.min(picture.width(), picture.height());
        newWidth = side * newWidth / shorter;
        newHeight = side * newHeight / shorter;
      }
      case Pixels.Resize.Exact(int exactHeight, int exactWidth) -> {
        newWidth = exactWidth;
        newHeight = exactHeight;
      }
    }
    if (newWidth * newHeight > Image.MAX_PIXELS) {
      throw new PictureException(
          "a picture of %dx%d would be resized to %dx%d, more than %d pixels"
              .formatted(picture.width(), picture.height(), newWidth, newHeight, Image.MAX_PIXELS));
    }
    return new Size((int) newWidth, (int) newHeight);
  }

  private static Size cropped(Size resized, Pixels.Crop crop, String name) {
    if (resized.width < crop.width() || resized.height < crop.height()) {
      throw new PictureException(
          "%s: the picture is %dx%d, too small for the model's crop of %dx%d (width x height)"
              .formatted(name, resized.width, resized.height, crop.width(), crop.height()));
    }
    return new Size(crop.width(), crop.height());
  }

  private float[] normalize(Image image) {
    int channels = image.channels();
    float[] out = new float[channels * height * width];
    int i = 0;
    for (int plane = 0; plane < channels; plane++) {
      int channel = channelOf(plane);
      for (int y = 0; y < height; y++) {
        for (int x = 0; x < width; x++) {
          out[i++] = pixels.value(plane, image.sample(x, y, channel));
        }
      }
    }
    return out;
  }

  /**
   * The way back from values in this input's units to a picture: {@code pixel = (value * std +
   * mean) / scale}, rounded, and cut to 0 to 255.
   *
   * @param values {@code channels * height * width}, planes one after the other
   */
  Image invert(float[] values, int newHeight, int newWidth) {
    int channels = pixels.format().channels();
    int plane = newHeight * newWidth;
    byte[] samples = new byte[channels * plane];
    for (int from = 0; from < channels; from++) {
      int channel = channelOf(from);
      for (int i = 0; i < plane; i++) {
        double pixel = pixels.sample(from, values[from * plane + i]);
        samples[i * channels + channel] = (byte) Math.clamp(Math.round(pixel), 0, 255);
      }
    }
    return new Image(newWidth, newHeight, channels, samples);
  }

  /** Which channel of a red, green and blue picture a plane of the input has. */
  private int channelOf(int plane) {
    return pixels.format() == Pixels.Format.BGR ? pixels.format().channels() - 1 - plane : plane;
  }
}
