package org.cnnc.runtime.image;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.lang.foreign.MemorySegment;

/**
 * A picture with 8 bits a sample: one channel (grey) or three (red, green, blue), the samples of a
 * pixel side by side, rows from the top.
 */
public final class Image {
  /** Larger pictures are refused before they are decoded or made: 256 megapixels. */
  public static final long MAX_PIXELS = 1L << 28;

  private static final int RGB = 3;

  private final int width;
  private final int height;
  private final int channels;
  private final byte[] samples;

  /**
   * A picture of these samples.
   *
   * @param channels 1 or 3
   * @param samples {@code width * height * channels}; the picture keeps the array, and nobody may
   *     change it any more
   * @throws IllegalArgumentException if the numbers are not these
   */
  public Image(int width, int height, int channels, byte[] samples) {
    if (width < 1 || height < 1 || (channels != 1 && channels != RGB)) {
      throw new IllegalArgumentException(
          "a picture of %dx%d with %d channels; expected a pixel or more, of 1 or 3"
              .formatted(width, height, channels));
    }
    if (samples.length != (long) width * height * channels) {
      throw new IllegalArgumentException(
          "%d samples for %dx%dx%d".formatted(samples.length, width, height, channels));
    }
    this.width = width;
    this.height = height;
    this.channels = channels;
    this.samples = samples;
  }

  /**
   * A picture of the JDK's: transparency is dropped, 16 bits become 8, and a picture without
   * colours has one channel.
   */
  public static Image of(BufferedImage picture) {
    boolean gray =
        picture.getColorModel().getColorSpace().getType() == ColorSpace.TYPE_GRAY
            && !(picture.getColorModel() instanceof IndexColorModel);
    return gray ? ofGray(picture) : ofRgb(picture);
  }

  // Not by getRGB, which takes grey samples for linear light and brightens them.
  private static Image ofGray(BufferedImage picture) {
    Raster raster = picture.getRaster();
    int bits = picture.getColorModel().getComponentSize(0);
    int max = (1 << bits) - 1;
    byte[] samples = new byte[picture.getWidth() * picture.getHeight()];
    for (int y = 0, i = 0; y < picture.getHeight(); y++) {
      for (int x = 0; x < picture.getWidth(); x++, i++) {
        samples[i] = (byte) to8Bits(raster.getSample(x, y, 0), max);
      }
    }
    return new Image(picture.getWidth(), picture.getHeight(), 1, samples);
  }

  private static Image ofRgb(BufferedImage picture) {
    if (picture.getType() == BufferedImage.TYPE_3BYTE_BGR) {
      return ofBytes(picture);
    }
    int width = picture.getWidth();
    byte[] samples = new byte[width * picture.getHeight() * RGB];
    int[] row = new int[width];
    Raster raster = picture.getRaster();
    for (int y = 0, i = 0; y < picture.getHeight(); y++) {
      switch (picture.getType()) {
        // As getRGB returns them, which converts each pixel by itself: many times slower.
        case BufferedImage.TYPE_INT_RGB, BufferedImage.TYPE_INT_ARGB ->
            raster.getDataElements(0, y, width, 1, row);
        default -> picture.getRGB(0, y, width, 1, row, 0, width);
      }
      for (int pixel : row) {
        samples[i++] = (byte) (pixel >> 16);
        samples[i++] = (byte) (pixel >> 8);
        samples[i++] = (byte) pixel;
      }
    }
    return new Image(width, picture.getHeight(), RGB, samples);
  }

  /** A picture as JPEG files are decoded: its raster's bands are red, green and blue. */
  private static Image ofBytes(BufferedImage picture) {
    int rowBytes = picture.getWidth() * RGB;
    byte[] samples = new byte[rowBytes * picture.getHeight()];
    byte[] row = new byte[rowBytes];
    Raster raster = picture.getRaster();
    for (int y = 0; y < picture.getHeight(); y++) {
      raster.getDataElements(0, y, picture.getWidth(), 1, row);
      System.arraycopy(row, 0, samples, y * rowBytes, rowBytes);
    }
    return new Image(picture.getWidth(), picture.getHeight(), RGB, samples);
  }

  /** A sample of 0 to {@code max} as one of 0 to 255, rounded. */
  public static int to8Bits(int sample, int max) {
    return max == 255 ? sample : (int) ((sample * 255L + max / 2) / max);
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

  /** All samples, for reading. */
  public MemorySegment segment() {
    return MemorySegment.ofArray(samples).asReadOnly();
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
   * The part of this size in the middle, where torchvision's {@code CenterCrop} takes it: half of
   * an odd margin is rounded to an even number of pixels.
   *
   * @throws IllegalArgumentException where the picture is smaller
   */
  public Image centerCrop(int cropWidth, int cropHeight) {
    if (cropWidth > width || cropHeight > height) {
      throw new IllegalArgumentException(
          "a crop of %dx%d of a picture of %dx%d".formatted(cropWidth, cropHeight, width, height));
    }
    int left = (int) Math.rint((width - cropWidth) / 2.0);
    int top = (int) Math.rint((height - cropHeight) / 2.0);
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
