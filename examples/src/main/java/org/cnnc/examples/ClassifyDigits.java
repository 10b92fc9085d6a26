package org.cnnc.examples;

import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.cnnc.compiler.Compiler;
import org.cnnc.compiler.CompilerOptions;
import org.cnnc.compiler.ModelCache;
import org.cnnc.compiler.UserException;
import org.cnnc.frontend.diagnostic.DiagnosticException;
import org.cnnc.runtime.CnncException;
import org.cnnc.runtime.Model;
import org.cnnc.runtime.Threads;
import org.cnnc.runtime.Workspace;

/**
 * Classifies pictures of handwritten digits, all in one run of LeNet-5:
 *
 * <pre>
 * examples/program ClassifyDigits examples/lenet5/lenet5.cnn examples/lenet5/digits/seven.png ...
 * </pre>
 *
 * <p>The model may also be a library that {@code cnnc compile} made: then the classes of {@code
 * org.cnnc.runtime} are all that is needed.
 */
public final class ClassifyDigits {
  private static final int SIDE = 28;

  private ClassifyDigits() {}

  public static void main(String[] arguments) {
    if (arguments.length < 2) {
      System.err.println("usage: ClassifyDigits lenet5.cnn|lenet5.so DIGIT.png...");
      System.exit(1);
    }
    try {
      List<Path> pictures = Stream.of(arguments).skip(1).map(Path::of).toList();
      int[] digits = classify(library(Path.of(arguments[0])), pictures);
      for (int i = 0; i < digits.length; i++) {
        System.out.println(pictures.get(i) + ": " + digits[i]);
      }
    } catch (UserException | DiagnosticException | CnncException | IOException e) {
      System.err.println(e.getMessage());
      System.exit(1);
    }
  }

  /** The library of a model file, compiled at its first use and then kept in the user's cache. */
  static Path library(Path model) {
    return Compiler.isModelFile(model)
        ? new Compiler(CompilerOptions.DEFAULT).compileCached(model, ModelCache.ofUser())
        : model;
  }

  /** The digit on each picture: 28x28 pixels, white on black. */
  static int[] classify(Path library, List<Path> pictures) throws IOException {
    float[] pixels = new float[pictures.size() * SIDE * SIDE];
    for (int i = 0; i < pictures.size(); i++) {
      readPixels(pictures.get(i).toFile(), pixels, i * SIDE * SIDE);
    }
    try (Model lenet = Model.load(library);
        Workspace w = lenet.newWorkspace(Threads.available(), pictures.size())) {
      w.input("image").copyFrom(pixels);
      w.run();
      return bestClasses(w.output("scores").toFloatArray(), pictures.size());
    }
  }

  private static void readPixels(File picture, float[] pixels, int at) throws IOException {
    BufferedImage image = ImageIO.read(picture);
    if (image == null || image.getWidth() != SIDE || image.getHeight() != SIDE) {
      throw new IOException(picture + " is not a picture of 28x28 pixels");
    }
    Raster raster = image.getRaster();
    for (int y = 0; y < SIDE; y++) {
      for (int x = 0; x < SIDE; x++) {
        pixels[at + y * SIDE + x] = raster.getSample(x, y, 0) / 255f;
      }
    }
  }

  private static int[] bestClasses(float[] scores, int images) {
    int classes = scores.length / images;
    int[] best = new int[images];
    for (int i = 0; i < images; i++) {
      for (int c = 1; c < classes; c++) {
        if (scores[i * classes + c] > scores[i * classes + best[i]]) {
          best[i] = c;
        }
      }
    }
    return best;
  }
}
