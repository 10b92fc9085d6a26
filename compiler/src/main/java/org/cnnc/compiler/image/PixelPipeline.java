package org.cnnc.compiler.image;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.cnnc.compiler.UserException;
import org.cnnc.runtime.artifact.ElementType;
import org.cnnc.runtime.artifact.Pixels;
import org.cnnc.runtime.artifact.Port;

/**
 * Makes one image of an input {@code f32[N, C, H, W]} of a picture: the model's channels, then
 * resize, then crop, then {@code (sample * scale - mean) / std} for each channel, planes one after
 * the other.
 *
 * <p>A model that does not say {@code from pixels(...)} gets samples from 0 to 1, grey for one
 * channel and RGB for three.
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
   * @throws UserException where pictures cannot be given to it
   */
  public static PixelPipeline of(Port port) {
    List<Integer> dims = port.shape().dims();
    int first = port.shape().batched() ? 0 : 1;
    if (port.type() != ElementType.F32 || dims.size() != first + 3) {
      throw new UserException(
          "input %s is no picture: a picture needs f32[N, channels, height, width]".formatted(port),
          "give it an .npy file");
    }
    int channels = dims.get(first);
    Pixels pixels = port.pixels().orElseGet(() -> defaults(port, channels));
    if (pixels.format().channels() != channels) {
      throw new UserException(
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
              throw new UserException(
                  "input %s has %d channels: a picture has 1 or 3".formatted(port, channels),
                  "give it an .npy file");
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
   * @throws UserException where its size does not fit
   */
  public float[] apply(Image picture, String name) {
    Image image = pixels.format().channels() == 1 ? picture.toGray() : picture.toRgb();
    if (pixels.resize().isPresent()) {
      image = resize(image, pixels.resize().get());
    }
    if (pixels.crop().isPresent()) {
      image = crop(image, pixels.crop().get(), name);
    }
    if (image.width() != width || image.height() != height) {
      throw new UserException(
          "%s: the picture is %dx%d%s, input %s wants %dx%d (width x height)"
              .formatted(
                  name,
                  picture.width(),
                  picture.height(),
                  image.width() == picture.width() && image.height() == picture.height()
                      ? ""
                      : " (%dx%d prepared)".formatted(image.width(), image.height()),
                  port,
                  width,
                  height),
          "resize the picture, or add resize and crop to `from pixels(...)` in the model");
    }
    return normalize(image);
  }

  private static Image resize(Image image, Pixels.Resize resize) {
    return switch (resize) {
      case Pixels.Resize.ShorterSide(int side) -> {
        // As torchvision's Resize: the longer side is rounded down.
        long shorter = Math.min(image.width(), image.height());
        yield resize(
            image, side * (long) image.height() / shorter, side * (long) image.width() / shorter);
      }
      case Pixels.Resize.Exact(int newHeight, int newWidth) -> resize(image, newHeight, newWidth);
    };
  }

  private static Image resize(Image image, long newHeight, long newWidth) {
    if (newWidth * newHeight > ImageFile.MAX_PIXELS) {
      throw new UserException(
          "a picture of %dx%d would be resized to %dx%d, more than %d pixels"
              .formatted(image.width(), image.height(), newWidth, newHeight, ImageFile.MAX_PIXELS));
    }
    return image.resized((int) newWidth, (int) newHeight);
  }

  private static Image crop(Image image, Pixels.Crop crop, String name) {
    if (image.width() < crop.width() || image.height() < crop.height()) {
      throw new UserException(
          "%s: the picture is %dx%d, too small for the model's crop of %dx%d (width x height)"
              .formatted(name, image.width(), image.height(), crop.width(), crop.height()));
    }
    return image.centerCrop(crop.width(), crop.height());
  }

  private float[] normalize(Image image) {
    int channels = image.channels();
    double scale = pixels.scale().orElse(1);
    float[] out = new float[channels * height * width];
    int i = 0;
    for (int plane = 0; plane < channels; plane++) {
      int channel = pixels.format() == Pixels.Format.BGR ? channels - 1 - plane : plane;
      double mean = valueOf(pixels.mean(), plane, 0);
      double std = valueOf(pixels.std(), plane, 1);
      for (int y = 0; y < height; y++) {
        for (int x = 0; x < width; x++) {
          out[i++] = (float) ((image.sample(x, y, channel) * scale - mean) / std);
        }
      }
    }
    return out;
  }

  private static double valueOf(Optional<List<Double>> values, int channel, double otherwise) {
    return values.isPresent() ? values.get().get(channel) : otherwise;
  }
}
