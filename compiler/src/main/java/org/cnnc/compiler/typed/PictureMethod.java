package org.cnnc.compiler.typed;

import java.util.Optional;
import org.cnnc.runtime.Label;
import org.cnnc.runtime.artifact.Manifest;
import org.cnnc.runtime.artifact.Port;
import org.cnnc.runtime.image.PictureFilter;

/** What a model's class can do with a picture. */
enum PictureMethod {
  CLASSIFY(
      "PictureClassifier",
      "classifier",
      """
      /// Prepares a picture as the model says, runs the model on it, and returns all
      /// classes, best first.
      ///
      /// @throws org.cnnc.runtime.PictureException if the picture's size does not fit
      public List<Label> classify(BufferedImage picture) {
        return %s.classify(picture);
      }
      """),
  FILTER(
      "PictureFilter",
      "filter",
      """
      /// Prepares a picture as the model says, runs the model on it, and makes a
      /// picture of what comes out.
      ///
      /// @throws org.cnnc.runtime.PictureException if the picture's size does not fit
      public BufferedImage apply(BufferedImage picture) {
        return %s.apply(picture);
      }
      """);

  private final String type;
  private final String field;
  private final String text;

  PictureMethod(String type, String field, String text) {
    this.type = type;
    this.field = field;
    this.text = text.formatted(field);
  }

  /** The method of a model from one picture to one output; empty where it has none. */
  static Optional<PictureMethod> of(Manifest manifest) {
    boolean onePicture =
        manifest.inputs().size() == 1
            && manifest.outputs().size() == 1
            && manifest.inputs().getFirst().pixels().isPresent();
    if (!onePicture) {
      return Optional.empty();
    }
    Port output = manifest.outputs().getFirst();
    if (!output.labels().isEmpty() && Label.fits(output)) {
      return Optional.of(CLASSIFY);
    }
    return PictureFilter.fits(manifest.inputs().getFirst(), output)
        ? Optional.of(FILTER)
        : Optional.empty();
  }

  /** The runtime's class that does it. */
  String type() {
    return type;
  }

  /** The field that holds an object of that class. */
  String field() {
    return field;
  }

  /** The method itself. */
  String text() {
    return text;
  }
}
