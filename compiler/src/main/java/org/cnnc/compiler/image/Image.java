package org.cnnc.compiler.image;

import java.awt.image.BufferedImage;

/**
 * A picture with 8 bits a sample: one channel (grey) or three (red, green, blue), the samples of a
 * pixel side by side, rows from the top. Made here from an array that nobody else holds.
 */
public final class Image {
  private static final int RGB = 3;

  private final int width;
  private final int height;
  private final int channels;
  private final byte[] samples;

  Image(int width, int height, int channels, byte[] samples) {
    if (samples.length != width * height * channels) {
      throw new IllegalArgumentException(
          "%d samples for %dx%dx%d".formatted(samples.length, width, height, channels));
    }
    this.width = width;
    this.height = height;
    this.channels = channels;
    this.samples = samples;
  }

  public int width() {
    return width;
  }

  public int height() {
    return height;
  }

  /** 1 or 3. */
  public int channels() {
    return channels;
  }

  /** The sample, 0 to 255, of a channel at a column and a row. */
  public int sample(int x, int y, int channel) {
    return samples[(y * width + x) * channels + channel] & 0xFF;
  }

  /** One channel: the luma of ITU-R BT.601, rounded as Pillow rounds it. */
  public Image toGray() {
    if (channels == 1) {
      return this;
    }
    byte[] gray = new byte[width * height];
    for (int i = 0; i < gray.length; i++) {
      int r = samples[i * RGB] & 0xFF;
      int g = samples[i * RGB + 1] & 0xFF;
      int b = samples[i * RGB + 2] & 0xFF;
      gray[i] = (byte) ((r * 19595 + g * 38470 + b * 7471 + 0x8000) >> 16);
    }
    return new Image(width, height, 1, gray);
  }

  /** Three channels; a grey picture's are equal. */
  public Image toRgb() {
    if (channels == RGB) {
      return this;
    }
    byte[] rgb = new byte[width * height * RGB];
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = samples[i / RGB];
    }
    return new Image(width, height, RGB, rgb);
  }

  /** The picture for the JDK's drawing and writing: {@code TYPE_INT_RGB}, a grey one's too. */
  public BufferedImage toBufferedImage() {
    BufferedImage picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int r = sample(x, y, 0);
        int g = sample(x, y, channels == RGB ? 1 : 0);
        int b = sample(x, y, channels == RGB ? 2 : 0);
        picture.setRGB(x, y, r << 16 | g << 8 | b);
      }
    }
    return picture;
  }

  /**
   * The part of this size in the middle; an odd margin is one pixel larger at the right and bottom.
   *
   * @throws IllegalArgumentException where the picture is smaller
   */
  public Image centerCrop(int cropWidth, int cropHeight) {
    if (cropWidth > width || cropHeight > height) {
      throw new IllegalArgumentException(
          "a crop of %dx%d of a picture of %dx%d".formatted(cropWidth, cropHeight, width, height));
    }
    int left = (width - cropWidth) / 2;
    int top = (height - cropHeight) / 2;
    byte[] cropped = new byte[cropWidth * cropHeight * channels];
    int row = cropWidth * channels;
    for (int y = 0; y < cropHeight; y++) {
      System.arraycopy(samples, ((top + y) * width + left) * channels, cropped, y * row, row);
    }
    return new Image(cropWidth, cropHeight, channels, cropped);
  }

  /** The picture in another size, by {@link BilinearResize}. */
  public Image resized(int newWidth, int newHeight) {
    return BilinearResize.resize(this, newWidth, newHeight);
  }
}
