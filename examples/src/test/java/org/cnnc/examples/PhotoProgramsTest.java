package org.cnnc.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.cnnc.compiler.Compiler;
import org.cnnc.compiler.CompilerOptions;
import org.cnnc.compiler.image.ImageFile;
import org.cnnc.runtime.image.Image;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The programs that work on photos, with trained networks: what they give is right. */
class PhotoProgramsTest {
  /** From the hair line to the chin, found by eye. */
  private static final Rectangle2D ASTRONAUT = new Rectangle2D.Double(177, 70, 96, 115);

  @TempDir private static Path folder;

  @BeforeAll
  static void compile() {
    Compiler compiler = new Compiler(CompilerOptions.DEFAULT);
    compiler.compile(Path.of("ultraface", "ultraface.onnx"), library("ultraface"));
    compiler.compile(Path.of("espcn", "espcn.onnx"), library("espcn"));
  }

  @Test
  void theAstronautsFaceIsFound() {
    List<FindFaces.Face> faces = FindFaces.find(library("ultraface"), photo("astronaut"));

    assertEquals(1, faces.size(), faces.toString());
    double overlap = FindFaces.overlap(ASTRONAUT, faces.getFirst().box());
    assertTrue(overlap > 0.75, faces + " overlaps by " + overlap);
    assertTrue(faces.getFirst().probability() > 0.95, faces.toString());
  }

  @Test
  void aFaceIsFoundInPhotosOfOtherSizes() {
    Image small = photo("astronaut").resized(200, 150);

    List<FindFaces.Face> faces = FindFaces.find(library("ultraface"), small);

    assertEquals(1, faces.size(), faces.toString());
    Rectangle2D expected =
        new Rectangle2D.Double(
            ASTRONAUT.getX() * 200 / 512,
            ASTRONAUT.getY() * 150 / 512,
            ASTRONAUT.getWidth() * 200 / 512,
            ASTRONAUT.getHeight() * 150 / 512);
    assertTrue(FindFaces.overlap(expected, faces.getFirst().box()) > 0.7, faces.toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"chelsea", "coffee"})
  void noFaceIsFoundWhereNoPersonIs(String name) {
    assertEquals(List.of(), FindFaces.find(library("ultraface"), photo(name)));
  }

  /** What was lost by making the photo smaller comes back better than by interpolation. */
  @ParameterizedTest
  @ValueSource(strings = {"astronaut", "chelsea", "coffee"})
  void enlargingBeatsCubicInterpolation(String name) {
    Image photo = photo(name);
    Image original = photo.centerCrop(photo.width() / 3 * 3, photo.height() / 3 * 3);
    BufferedImage small =
        original.resized(original.width() / 3, original.height() / 3).toBufferedImage();

    BufferedImage enlarged = EnlargePhoto.enlarge(library("espcn"), small);

    assertEquals(original.width(), enlarged.getWidth());
    assertEquals(original.height(), enlarged.getHeight());
    double network = decibels(original, enlarged);
    double cubic = decibels(original, EnlargePhoto.bicubic(small));
    System.out.printf("%s: %.2f dB, by cubic interpolation %.2f dB%n", name, network, cubic);
    assertTrue(network > cubic + 0.5, "%s: %f, %f dB".formatted(name, network, cubic));
  }

  @Test
  void onOpenClTheSameFaceIsFound() {
    Image photo = photo("astronaut");

    List<FindFaces.Face> faces = FindFaces.find(openClModel("ultraface"), photo);

    assertEquals(1, faces.size(), faces.toString());
    FindFaces.Face expected = FindFaces.find(library("ultraface"), photo).getFirst();
    double overlap = FindFaces.overlap(expected.box(), faces.getFirst().box());
    assertEquals(1, overlap, 1e-3, faces.toString());
    assertEquals(expected.probability(), faces.getFirst().probability(), 1e-4);
  }

  @Test
  void onOpenClAPhotoIsEnlargedAlike() {
    BufferedImage photo = photo("coffee").toBufferedImage();

    BufferedImage enlarged = EnlargePhoto.enlarge(openClModel("espcn"), photo);

    BufferedImage expected = EnlargePhoto.enlarge(library("espcn"), photo);
    assertEquals(expected.getWidth(), enlarged.getWidth());
    for (int y = 0; y < expected.getHeight(); y++) {
      for (int x = 0; x < expected.getWidth(); x++) {
        for (int shift = 0; shift <= 16; shift += 8) {
          // What lies between two samples may be rounded to either.
          int difference =
              (expected.getRGB(x, y) >> shift & 0xff) - (enlarged.getRGB(x, y) >> shift & 0xff);
          assertTrue(Math.abs(difference) <= 1, "%d at %d, %d".formatted(difference, x, y));
        }
      }
    }
  }

  @Test
  void programsTakeATarget() throws IOException {
    OpenCl.require();
    Path faces = folder.resolve("faces.png");

    String found =
        new CommandLine(List.of(), FindFaces.class.getName())
            .succeed(
                "--target", "opencl", "ultraface/ultraface.onnx", "photos/astronaut.png", faces);

    assertEquals(1, found.lines().count(), found);
    assertEquals(512, ImageFile.read(faces).width());
  }

  /** A trained model for OpenCL. */
  private static Path openClModel(String name) {
    OpenCl.require();
    Path file = folder.resolve(name + ".cnncl");
    new Compiler(CompilerOptions.DEFAULT.withTarget("opencl"))
        .compile(Path.of(name, name + ".onnx"), file);
    return file;
  }

  /** Peak signal to noise of all samples. */
  private static double decibels(Image original, BufferedImage picture) {
    double squares = 0;
    for (int y = 0; y < original.height(); y++) {
      for (int x = 0; x < original.width(); x++) {
        for (int channel = 0; channel < 3; channel++) {
          int sample = picture.getRGB(x, y) >> (16 - 8 * channel) & 0xff;
          squares += Math.pow(original.sample(x, y, channel) - sample, 2);
        }
      }
    }
    return 10 * Math.log10(255.0 * 255 * 3 * original.width() * original.height() / squares);
  }

  private static Image photo(String name) {
    return ImageFile.read(Path.of("photos", name + ".png"));
  }

  private static Path library(String model) {
    return folder.resolve(model + ".so");
  }
}
