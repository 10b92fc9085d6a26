package org.cnnc.runtime.image;

import java.awt.image.BufferedImage;
import java.util.List;
import org.cnnc.runtime.InputTensor;
import org.cnnc.runtime.OutputTensor;
import org.cnnc.runtime.PictureException;
import org.cnnc.runtime.Workspace;
import org.cnnc.runtime.artifact.ElementType;
import org.cnnc.runtime.artifact.Port;

/**
 * Makes pictures of pictures, with a model whose output has the channels and the units of its
 * input. As its workspace, it is for one thread at a time.
 */
public final class PictureFilter {
  private final Workspace workspace;
  private final InputTensor input;
  private final OutputTensor output;
  private final PixelPipeline pixels;

  /**
   * @param input the name of the workspace's only input
   * @param output the name of the output that is a picture
   * @throws org.cnnc.runtime.NoSuchPortException if the model has no such input or output
   * @throws PictureException if either is no picture, or they have not equally many channels
   */
  public PictureFilter(Workspace workspace, String input, String output) {
    this.workspace = workspace;
    this.input = workspace.input(input);
    this.output = workspace.output(output);
    this.pixels = PixelPipeline.of(this.input.port());
    if (!fits(this.input.port(), this.output.port())) {
      throw new PictureException(
          "output `%s` is no picture as input `%s` is; expected f32 and as many channels"
              .formatted(this.output.port(), this.input.port()));
    }
  }

  /** Whether an output is a picture with as many channels as an input. */
  public static boolean fits(Port input, Port output) {
    List<Integer> from = sizes(input);
    List<Integer> to = sizes(output);
    return output.type() == ElementType.F32
        && from.size() == 3
        && to.size() == 3
        && from.getFirst().equals(to.getFirst());
  }

  /** Channels, height, width; something else for what is no picture. */
  private static List<Integer> sizes(Port port) {
    List<Integer> dims = port.shape().dims();
    boolean one = !port.shape().batched() && dims.size() == 4 && dims.getFirst() == 1;
    return one ? dims.subList(1, dims.size()) : dims;
  }

  /**
   * Prepares the picture as the model says, runs the model on it alone, and makes a picture of its
   * output: {@code pixel = (value * std + mean) / scale} with the input's numbers, rounded, and cut
   * to 0 to 255.
   *
   * @return of type {@code TYPE_INT_RGB}, in the size of the output
   * @throws PictureException if the picture's size does not fit
   * @throws org.cnnc.runtime.CnncException as {@link Workspace#run(int)} does
   */
  public BufferedImage apply(BufferedImage picture) {
    input.copyFrom(Image.of(picture));
    workspace.run(1);
    List<Integer> sizes = sizes(output.port());
    return pixels.invert(output.toFloatArray(), sizes.get(1), sizes.get(2)).toBufferedImage();
  }
}
