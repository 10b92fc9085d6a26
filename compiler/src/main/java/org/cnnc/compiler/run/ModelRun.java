package org.cnnc.compiler.run;

import java.lang.foreign.MemorySegment;
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
   * @throws UserException where the inputs do not have equally many images
   */
  public ModelRun(Model model, List<InputData> inputs) {
    this.model = model;
    this.inputs = List.copyOf(inputs);
    this.images = countImages(inputs);
  }

  private static long countImages(List<InputData> inputs) {
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
    return first.images();
  }

  public Model model() {
    return model;
  }

  /** How many images there are. */
  public long images() {
    return images;
  }

  /** What to call an image: the file of the first input. */
  public String name(long image) {
    return inputs.isEmpty() ? model.name() : inputs.getFirst().name(image);
  }

  /**
   * Runs the model on all images.
   *
   * @throws UserException where they are more than one, and the model has no batch
   */
  public void run(Threads threads, List<? extends OutputSink> sinks) {
    if (images != 1 && !model.manifest().anyBatch()) {
      InputData first = inputs.getFirst();
      throw new UserException(
          "%s takes one image at a time, input `%s` has %d"
              .formatted(model.name(), first.port().name(), first.images()));
    }
    int chunk = imagesAtOnce();
    try (Session session = start(threads, chunk)) {
      for (long first = 0; first < images; first += chunk) {
        int count = (int) Math.min(chunk, images - first);
        session.run(first, count);
        for (int i = 0; i < model.outputs().size(); i++) {
          Port port = model.outputs().get(i);
          for (OutputSink sink : sinks) {
            sink.accept(i, port, first, count, session.output(port));
          }
        }
      }
    }
  }

  /** How many images one call may have: 1 for a model without a batch. */
  public int imagesAtOnce() {
    return model.manifest().anyBatch()
        ? (int) Math.clamp(CHUNK_BYTES / bytesPerImage(), 1, Math.max(1, images))
        : 1;
  }

  private long bytesPerImage() {
    return Math.max(
        1,
        Stream.concat(model.inputs().stream(), model.outputs().stream())
            .mapToLong(Port::bytes)
            .sum());
  }

  /**
   * Makes the model ready for its images.
   *
   * @param maxImages in a call, at most {@link #imagesAtOnce()}
   */
  public Session start(Threads threads, int maxImages) {
    return new Session(model.newWorkspace(threads, maxImages));
  }

  /** The model at work on its images, some at a time. */
  public final class Session implements AutoCloseable {
    private final Workspace workspace;

    private Session(Workspace workspace) {
      this.workspace = workspace;
    }

    /** Runs the model on {@code count} images from {@code first} on. */
    public void run(long first, int count) {
      for (InputData input : inputs) {
        input.fill(workspace.input(input.port().name()), first, count);
      }
      workspace.run(count);
    }

    /** An output of the last images, {@code count * port.bytes()} bytes; valid until the next. */
    MemorySegment output(Port port) {
      return workspace.output(port.name()).segment();
    }

    /**
     * An output of one of the last images, counted from the first of them; valid until the next.
     */
    public Elements output(Port port, int image) {
      return new Elements(port.type(), output(port).asSlice(image * port.bytes(), port.bytes()));
    }

    @Override
    public void close() {
      workspace.close();
    }
  }
}
