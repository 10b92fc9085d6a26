package org.cnnc.examples;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
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
import org.cnnc.runtime.image.Image;

/**
 * Finds the faces in a photo, prints where they are and draws a box around each:
 *
 * <pre>
 * examples/program FindFaces examples/ultraface/ultraface.onnx photo.jpg faces.png
 * </pre>
 *
 * <p>With {@code --target opencl} the detector runs on an OpenCL device.
 */
public final class FindFaces {
  // What the detector takes and how its authors use it: examples/ultraface/README.md.
  private static final int WIDTH = 320;
  private static final int HEIGHT = 240;
  private static final double FACE_PROBABILITY = 0.7;
  private static final double SAME_FACE_OVERLAP = 0.3;

  private FindFaces() {}

  /** A box in pixels of the photo, and how probably it holds a face. */
  record Face(Rectangle2D.Double box, double probability) {
    @Override
    public String toString() {
      return "%.0fx%.0f at %.0f, %.0f: %.1f %%"
          .formatted(box.width, box.height, box.x, box.y, 100 * probability);
    }
  }

  public static void main(String[] arguments) {
    PhotoArguments given =
        PhotoArguments.of("FindFaces [--target opencl] ultraface.onnx PHOTO FACES.png", arguments);
    try {
      Compiler compiler = new Compiler(given.options());
      Path library = compiler.compileCached(given.model(), ModelCache.ofUser());
      Image photo = ImageFile.read(given.photo());
      List<Face> faces = find(library, photo);
      faces.forEach(System.out::println);
      ImageFile.writePng(draw(faces, photo), given.result());
    } catch (UserException | DiagnosticException | BackendException | CnncException e) {
      System.err.println(e.getMessage());
      System.exit(1);
    }
  }

  /** The faces of a photo, the most probable one first. */
  static List<Face> find(Path library, Image photo) {
    try (Model model = Model.load(library);
        Workspace w = model.newWorkspace(Threads.available())) {
      w.input("input").copyFrom(samples(photo.toRgb().resized(WIDTH, HEIGHT)));
      w.run();
      float[] scores = w.output("scores").toFloatArray();
      float[] boxes = w.output("boxes").toFloatArray();
      List<Face> candidates = new ArrayList<>();
      for (int i = 0; i < scores.length / 2; i++) {
        if (scores[2 * i + 1] > FACE_PROBABILITY) {
          double x = boxes[4 * i] * photo.width();
          double y = boxes[4 * i + 1] * photo.height();
          double width = boxes[4 * i + 2] * photo.width() - x;
          double height = boxes[4 * i + 3] * photo.height() - y;
          candidates.add(new Face(new Rectangle2D.Double(x, y, width, height), scores[2 * i + 1]));
        }
      }
      return best(candidates);
    }
  }

  /** Red, green and blue planes around zero. */
  private static float[] samples(Image rgb) {
    float[] samples = new float[3 * HEIGHT * WIDTH];
    for (int i = 0; i < samples.length; i++) {
      int sample = rgb.sample(i % WIDTH, i / WIDTH % HEIGHT, i / (WIDTH * HEIGHT));
      samples[i] = (sample - 127) / 128f;
    }
    return samples;
  }

  /** The best box of each face (non-maximum suppression): the detector boxes a face many times. */
  private static List<Face> best(List<Face> candidates) {
    List<Face> best = new ArrayList<>();
    candidates.sort(Comparator.comparingDouble(Face::probability).reversed());
    for (Face face : candidates) {
      if (best.stream().noneMatch(b -> overlap(b.box, face.box) > SAME_FACE_OVERLAP)) {
        best.add(face);
      }
    }
    return best;
  }

  /** The area that two boxes share, as a part of the area that they cover together. */
  static double overlap(Rectangle2D a, Rectangle2D b) {
    Rectangle2D shared = a.createIntersection(b);
    double area = shared.isEmpty() ? 0 : shared.getWidth() * shared.getHeight();
    return area / (a.getWidth() * a.getHeight() + b.getWidth() * b.getHeight() - area);
  }

  private static BufferedImage draw(List<Face> faces, Image photo) {
    BufferedImage picture = photo.toBufferedImage();
    Graphics2D graphics = picture.createGraphics();
    graphics.setColor(Color.GREEN);
    graphics.setStroke(new BasicStroke(Math.max(2, photo.width() / 200)));
    faces.forEach(face -> graphics.draw(face.box));
    graphics.dispose();
    return picture;
  }
}
