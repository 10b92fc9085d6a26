package org.cnnc.runtime;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.cnnc.runtime.artifact.Manifest;
import org.cnnc.runtime.artifact.Port;
import org.cnnc.runtime.spi.Executable;

/**
 * A compiled model. It is immutable, and all threads may share it; each that runs it needs a {@link
 * Workspace} of its own. Any number of models, and of versions of one model, may be loaded.
 */
public final class Model implements AutoCloseable {
  private final Manifest manifest;
  private final Executable executable;

  /** {@link Manifest#anyBatch}, which is asked at every run. */
  private final boolean anyBatch;

  private final AtomicBoolean closed = new AtomicBoolean();

  /** The model itself until it is closed, and each open workspace. */
  private final AtomicInteger users = new AtomicInteger(1);

  Model(Manifest manifest, Executable executable) {
    this.manifest = manifest;
    this.executable = executable;
    this.anyBatch = manifest.anyBatch();
  }

  /**
   * Loads a compiled model. Its code is copied into memory and checked there, so the file may be
   * replaced or deleted at any time; loading it again loads what it is then. Only weights that were
   * compiled to be in a file beside it are mapped from there, and must stay as they are.
   *
   * @throws ModelLoadException if the file cannot be read, is no compiled model, is damaged, or is
   *     for another machine; its {@link ModelLoadException#kind} tells them apart
   */
  public static Model load(Path file) {
    return load(file, "auto");
  }

  /**
   * {@link #load(Path)} for a model that runs on one of several devices. Of a bundle ({@code cnnc
   * compile --target native,opencl}), {@code auto} and {@code cpu} take the best library for this
   * machine's CPU, where there is one; any other device takes the part for OpenCL.
   *
   * @param device {@code auto}, {@code cpu}, {@code gpu}, or a device's number or a part of its
   *     name, as {@link Device#find} has it; only {@code auto} and {@code cpu} for a library
   * @throws ModelLoadException as {@link #load(Path)} does
   * @throws DeviceException if there is no such device, or it does not take the model
   */
  public static Model load(Path file, String device) {
    return Loader.load(file, device);
  }

  /**
   * Loads a model that was packaged with a class, as {@code cnnc compile --emit java} and {@code
   * --emit jar} do: of its libraries, the best one that this machine can run. It is unpacked into
   * the user's cache (see {@link org.cnnc.runtime.artifact.CacheFolder}), or into memory where no
   * cache can be written; what is in the cache is used only if it is what was packaged.
   *
   * @param index the name of the resource that lists the libraries, such as {@code LeNet5.cnnc}
   * @throws ModelLoadException if a resource is missing or damaged, or no library is for this
   *     machine; its {@link ModelLoadException#kind} tells them apart
   */
  public static Model load(String index, Resources resources) {
    return load(index, resources, "auto");
  }

  /**
   * {@link #load(String, Resources)} for a model that was packaged for OpenCL, too.
   *
   * @param device as {@link #load(Path, String)} has it of a bundle
   * @throws ModelLoadException as {@link #load(String, Resources)} does
   * @throws DeviceException if there is no such device, or it does not take the model
   */
  public static Model load(String index, Resources resources, String device) {
    return Loader.load(index, resources, device);
  }

  /** The name in the source, such as {@code LeNet5}. */
  public String name() {
    return manifest.name();
  }

  /** The inputs in the order of the source. */
  public List<Port> inputs() {
    return manifest.inputs();
  }

  /** The outputs in the order of the source. */
  public List<Port> outputs() {
    return manifest.outputs();
  }

  /** All that the compiler wrote down about the model. */
  public Manifest manifest() {
    return manifest;
  }

  /** A workspace with room for one image; it grows as its inputs do. */
  public Workspace newWorkspace(Threads threads) {
    return newWorkspace(threads, 1);
  }

  /**
   * A workspace with room for {@code maxBatch} images at once, so that no run of at most so many
   * allocates memory.
   *
   * @throws ShapeException if {@code maxBatch} is less than 1, or not 1 for a model without a batch
   * @throws NativeMemoryException if there is not enough native memory, or not enough threads
   * @throws DeviceException if the model's device fails
   * @throws ClosedException if the model is closed
   */
  public Workspace newWorkspace(Threads threads, int maxBatch) {
    if (maxBatch < 1) {
      throw new ShapeException(
          "a workspace for %d images; expected at least 1".formatted(maxBatch));
    }
    checkBatch(maxBatch);
    retain();
    try {
      return new Workspace(this, executable, threads, maxBatch);
    } catch (RuntimeException | Error e) {
      release();
      throw e;
    }
  }

  /**
   * Closes the model: nothing more can be run, and what was loaded is freed when the last workspace
   * is closed too. Runs that other threads are in end as usual. Closing twice does nothing.
   */
  @Override
  public void close() {
    synchronized (closed) {
      if (!closed.getAndSet(true)) {
        release();
      }
    }
  }

  private void retain() {
    // Together with close(), so that nothing can be freed between the two lines.
    synchronized (closed) {
      checkOpen();
      users.incrementAndGet();
    }
  }

  /** Ends one use; the last one frees what is loaded. */
  void release() {
    if (users.decrementAndGet() == 0) {
      executable.close();
    }
  }

  void checkOpen() {
    if (closed.get()) {
      throw new ClosedException(
          "the model %s is closed; close it after its last run".formatted(name()));
    }
  }

  void checkBatch(int batch) {
    if (batch != 1 && !anyBatch) {
      throw new ShapeException(
          "%s takes one image at a time, not %d: %s"
              .formatted(
                  name(),
                  batch,
                  inputs().stream().map(Port::toString).collect(Collectors.joining("; "))));
    }
  }

  /** Such as {@code LeNet5(image: f32[N, 1, 28, 28]) -> (scores: f32[N, 10])}. */
  @Override
  public String toString() {
    return "%s(%s) -> (%s)".formatted(name(), list(inputs()), list(outputs()));
  }

  private static String list(List<Port> ports) {
    return ports.stream().map(Port::toString).collect(Collectors.joining(", "));
  }
}
