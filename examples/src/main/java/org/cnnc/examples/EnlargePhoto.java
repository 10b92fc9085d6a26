package org.cnnc.examples;

import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
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
 * Makes a photo three times as wide and high, by super-resolution:
 *
 * <pre>
 * examples/program EnlargePhoto examples/espcn/espcn.onnx photo.jpg large.png
 * </pre>
 *
 * <p>As its authors do: the network enlarges the luma; the colours, for which eyes are not as
 * sharp, are enlarged by cubic interpolation. The network takes 224x224 pixels; larger photos are
 * tiled. With {@code --target opencl} it runs on an OpenCL device.
 */
public final class EnlargePhoto {
  static final int SCALE = 3;

  private static final int TILE = 224;

  /** A pixel depends on 11x11 (`cnnc summary`): so near an edge, the network has not seen all. */
  private static final int MARGIN = 5;

  private EnlargePhoto() {}

  public static void main(String[] arguments) {
    PhotoArguments given =
        PhotoArguments.of("EnlargePhoto [--target opencl] espcn.onnx PHOTO LARGE.png", arguments);
    try {
      Compiler compiler = new Compiler(given.options());
      Path library = compiler.compileCached(given.model(), ModelCache.ofUser());
      BufferedImage photo = ImageFile.read(given.photo()).toBufferedImage();
      ImageFile.writePng(enlarge(library, photo), given.result());
    } catch (UserException | DiagnosticException | BackendException | CnncException e) {
      System.err.println(e.getMessage());
      System.exit(1);
    }
  }

  /** The photo in three times its size. */
  static BufferedImage enlarge(Path library, BufferedImage photo) {
    BufferedImage large = bicubic(photo);
    int step = TILE - 2 * MARGIN;
    try (Model model = Model.load(library);
        Workspace w = model.newWorkspace(Threads.available())) {
      for (int y = 0; y < photo.getHeight(); y += step) {
        for (int x = 0; x < photo.getWidth(); x += step) {
          w.input("input").copyFrom(tile(photo, x - MARGIN, y - MARGIN));
          w.run();
          replaceLuma(large, SCALE * x, SCALE * y, w.output("output").toFloatArray());
        }
      }
    }
    return large;
  }

  /** All three channels by cubic interpolation. */
  static BufferedImage bicubic(BufferedImage photo) {
    int width = SCALE * photo.getWidth();
    int height = SCALE * photo.getHeight();
    BufferedImage large = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = large.createGraphics();
    graphics.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
    graphics.drawImage(photo, 0, 0, width, height, null);
    graphics.dispose();
    return large;
  }

  /** The luma of a tile, 0 to 1; beyond the photo, its outermost pixels go on. */
  private static float[] tile(BufferedImage photo, int left, int top) {
    float[] tile = new float[TILE * TILE];
    for (int i = 0; i < tile.length; i++) {
      int x = Math.clamp(left + i % TILE, 0, photo.getWidth() - 1);
      int y = Math.clamp(top + i / TILE, 0, photo.getHeight() - 1);
      tile[i] = luma(photo.getRGB(x, y)) / 255;
    }
    return tile;
  }

  /** Gives a picture the luma of an enlarged tile, without its margin, from a place on. */
  private static void replaceLuma(BufferedImage picture, int left, int top, float[] tile) {
    int side = SCALE * TILE;
    int margin = SCALE * MARGIN;
    for (int y = 0; y < Math.min(side - 2 * margin, picture.getHeight() - top); y++) {
      for (int x = 0; x < Math.min(side - 2 * margin, picture.getWidth() - left); x++) {
        int rgb = picture.getRGB(left + x, top + y);
        // Adding the same to red, green and blue changes the luma and leaves the colour.
        float change = 255 * tile[(margin + y) * side + margin + x] - luma(rgb);
        picture.setRGB(
            left + x,
            top + y,
            moved(rgb, 16, change) | moved(rgb, 8, change) | moved(rgb, 0, change));
      }
    }
  }

  /** The luma of ITU-R BT.601, 0 to 255. */
  private static float luma(int rgb) {
    return 0.299f * (rgb >> 16 & 0xff) + 0.587f * (rgb >> 8 & 0xff) + 0.114f * (rgb & 0xff);
  }

  private static int moved(int rgb, int shift, float change) {
    return Math.clamp(Math.round((rgb >> shift & 0xff) + change), 0, 255) << shift;
  }
}
