package org.cnnc.compiler.run;

import java.util.List;
import java.util.stream.Stream;
import org.cnnc.compiler.UserException;
import org.cnnc.runtime.Model;
import org.cnnc.runtime.Threads;
import org.cnnc.runtime.Workspace;
import org.cnnc.runtime.artifact.Port;

/** A model and the images to run it on; one {@link InputData} for each input, in order. */
public final class ModelRun {
  /** The memory for inputs and outputs that one call of the model may take. */
  private static final long CHUNK_BYTES = 256L << 20;

  private final Model model;
  private final List<InputData> inputs;
  private final long images;

  /**
   * @throws UserException where the inputs do not have equally many images, or more than one for a
   *     model without a batch
   */
  public ModelRun(Model model, List<InputData> inputs) {
    this.model = model;
    this.inputs = List.copyOf(inputs);
    this.images = countImages(model, inputs);
  }

  private static long countImages(Model model, List<InputData> inputs) {
    if (inputs.isEmpty()) {
      return 1;
    }
    InputData first = inputs.getFirst();
    for (InputData input : inputs) {
      if (input.images() != first.images()) {
        throw new UserException(
            "input `%s` has %d images, `%s` has %d"
                .formatted(
                    first.port().name(), first.images(), input.port().name(), input.images()),
            "give every input equally many");
      }
    }
    if (first.images() != 1 && !model.manifest().anyBatch()) {
      throw new UserException(
          "%s takes one image at a time, input `%s` has %d"
              .formatted(model.name(), first.port().name(), first.images()));
    }
    return first.images();
  }

  /** How many images there are. */
  public long images() {
    return images;
  }

  /** What to call an image: the file of the first input. */
  public String name(long image) {
    return inputs.isEmpty() ? model.name() : inputs.getFirst().name(image);
  }

  /** Runs the model on all images. */
  public void run(Threads threads, List<? extends OutputSink> sinks) {
    int chunk = (int) Math.clamp(CHUNK_BYTES / bytesPerImage(), 1, Math.max(1, images));
    try (Workspace workspace = model.newWorkspace(threads, chunk)) {
      for (long first = 0; first < images; first += chunk) {
        int count = (int) Math.min(chunk, images - first);
        for (InputData input : inputs) {
          input.fill(workspace.input(input.port().name()), first, count);
        }
        workspace.run(count);
        for (int i = 0; i < model.outputs().size(); i++) {
          Port port = model.outputs().get(i);
          for (OutputSink sink : sinks) {
            sink.accept(i, port, first, count, workspace.output(port.name()).segment());
          }
        }
      }
    }
  }

  private long bytesPerImage() {
    return Math.max(
        1,
        Stream.concat(model.inputs().stream(), model.outputs().stream())
            .mapToLong(Port::bytes)
            .sum());
  }
}
