package org.cnnc.examples;

import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.Map;
import org.cnnc.compiler.Compiler;
import org.cnnc.compiler.ModelCache;
import org.cnnc.compiler.UserException;
import org.cnnc.compiler.image.ImageFile;
import org.cnnc.frontend.diagnostic.DiagnosticException;
import org.cnnc.ir.spi.BackendException;
import org.cnnc.runtime.CnncException;
import org.cnnc.runtime.Model;
import org.cnnc.runtime.Threads;
import org.cnnc.runtime.Workspace;

/**
 * Sharpens a picture with the filter of {@code examples/filters}:
 *
 * <pre>
 * examples/program SharpenPhoto examples/filters/filters.cnn photo.png sharp.png
 * </pre>
 *
 * <p>The model leaves height and width open, so it is compiled for this picture's; red, green and
 * blue are a batch of three gray images.
 */
public final class SharpenPhoto {
  private static final int CHANNELS = 3;

  private SharpenPhoto() {}

  public static void main(String[] arguments) {
    PhotoArguments given =
        PhotoArguments.of(
            "SharpenPhoto [--target opencl] filters.cnn PHOTO.png SHARP.png", arguments);
    try {
      BufferedImage photo = ImageFile.read(given.photo()).toBufferedImage();
      Compiler compiler = new Compiler(given.options().withDims(sizeOf(photo)));
      Path library = compiler.compileCached(given.model(), ModelCache.ofUser());
      ImageFile.writePng(sharpen(library, photo), given.result());
    } catch (UserException | DiagnosticException | BackendException | CnncException e) {
      System.err.println(e.getMessage());
      System.exit(1);
    }
  }

  /** The size that the model leaves open. */
  static Map<String, Integer> sizeOf(BufferedImage photo) {
    return Map.of("H", photo.getHeight(), "W", photo.getWidth());
  }

  /** The sharpened picture, of the same size, without transparency. */
  static BufferedImage sharpen(Path library, BufferedImage photo) {
    try (Model filter = Model.load(library);
        Workspace w = filter.newWorkspace(Threads.available(), CHANNELS)) {
      w.input("image").copyFrom(planes(photo));
      w.run();
      return picture(w.output("sharp").toFloatArray(), photo.getWidth(), photo.getHeight());
    }
  }

  /** All of red, then green, then blue, each 0 to 255. */
  private static float[] planes(BufferedImage photo) {
    int[] rgb = pixels(photo);
    float[] planes = new float[CHANNELS * rgb.length];
    for (int channel = 0; channel < CHANNELS; channel++) {
      for (int i = 0; i < rgb.length; i++) {
        planes[channel * rgb.length + i] = (rgb[i] >> shift(channel)) & 0xff;
      }
    }
    return planes;
  }

  private static BufferedImage picture(float[] planes, int width, int height) {
    int[] rgb = new int[width * height];
    for (int channel = 0; channel < CHANNELS; channel++) {
      for (int i = 0; i < rgb.length; i++) {
        int value = Math.clamp(Math.round(planes[channel * rgb.length + i]), 0, 255);
        rgb[i] |= value << shift(channel);
      }
    }
    BufferedImage picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    picture.setRGB(0, 0, width, height, rgb, 0, width);
    return picture;
  }

  private static int[] pixels(BufferedImage photo) {
    int width = photo.getWidth();
    return photo.getRGB(0, 0, width, photo.getHeight(), null, 0, width);
  }

  /** Where red (0), green (1) and blue (2) are in a pixel. */
  private static int shift(int channel) {
    return 16 - 8 * channel;
  }
}
