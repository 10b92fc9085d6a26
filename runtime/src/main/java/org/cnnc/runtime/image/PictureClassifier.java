package org.cnnc.runtime.image;

import java.awt.image.BufferedImage;
import java.util.List;
import org.cnnc.runtime.InputTensor;
import org.cnnc.runtime.Label;
import org.cnnc.runtime.OutputTensor;
import org.cnnc.runtime.PictureException;
import org.cnnc.runtime.Workspace;

/**
 * Classifies pictures with a model of one input that is a picture. As its workspace, it is for one
 * thread at a time.
 */
public final class PictureClassifier {
  private final Workspace workspace;
  private final InputTensor input;
  private final OutputTensor output;

  /**
   * @param input the name of the workspace's only input
   * @param output the name of the output that scores classes
   * @throws org.cnnc.runtime.NoSuchPortException if the model has no such input or output
   * @throws PictureException if the input is no picture, or the output does not score classes
   */
  public PictureClassifier(Workspace workspace, String input, String output) {
    this.workspace = workspace;
    this.input = workspace.input(input);
    this.output = workspace.output(output);
    // Says now what is no picture, not at the first one.
    PixelPipeline.of(this.input.port());
    if (!Label.fits(this.output.port())) {
      throw new PictureException(
          "output `%s` does not score classes; expected f32[N, classes]"
              .formatted(this.output.port()));
    }
  }

  /**
   * Prepares the picture as the model says, runs the model on it alone, and returns all classes,
   * best first.
   *
   * @throws PictureException if the picture's size does not fit
   * @throws org.cnnc.runtime.CnncException as {@link Workspace#run(int)} does
   */
  public List<Label> classify(BufferedImage picture) {
    input.copyFrom(Image.of(picture));
    workspace.run(1);
    return Label.ranked(output.port(), output.segment());
  }
}
