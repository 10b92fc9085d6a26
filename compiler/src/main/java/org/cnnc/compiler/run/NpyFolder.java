package org.cnnc.compiler.run;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.cnnc.compiler.OutputFile;
import org.cnnc.compiler.UserException;
import org.cnnc.frontend.weights.Npy;
import org.cnnc.ir.tensor.DType;
import org.cnnc.ir.tensor.Tensor;
import org.cnnc.ir.tensor.TensorType;
import org.cnnc.runtime.artifact.Port;

/**
 * Keeps all outputs, and writes each to {@code NAME.npy} in a folder, characters of the name other
 * than letters, digits, {@code _ . -} replaced by {@code _}.
 */
public final class NpyFolder implements OutputSink, AutoCloseable {
  private static final int ALIGNMENT = 64;

  private final Arena arena = Arena.ofShared();
  private final List<Path> files = new ArrayList<>();
  private final List<TensorType> types = new ArrayList<>();
  private final List<MemorySegment> data = new ArrayList<>();

  /**
   * Makes the folder if it is not there; the files appear with {@link #commit}.
   *
   * @param images how many images each output will have
   * @throws UserException where the folder cannot be made
   */
  public NpyFolder(Path folder, List<Port> outputs, long images) {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new UserException("%s: this folder cannot be made".formatted(folder));
    }
    for (Port port : outputs) {
      TensorType type = type(port, images);
      types.add(type);
      data.add(arena.allocate(type.elements() * type.dtype().bytes(), ALIGNMENT));
      files.add(fileOf(folder, port));
    }
  }

  private Path fileOf(Path folder, Port port) {
    String name = port.name().replaceAll("[^A-Za-z0-9_.-]", "_");
    Path file = folder.resolve(name + ".npy");
    // Two outputs whose names differ only in what was replaced.
    return files.contains(file) ? folder.resolve("output_" + files.size() + ".npy") : file;
  }

  private static TensorType type(Port port, long images) {
    DType dtype =
        switch (port.type()) {
          case F32 -> DType.F32;
          case I64 -> DType.I64;
          case I32 -> DType.I32;
          case BOOL -> DType.BOOL;
        };
    List<Integer> dims = new ArrayList<>(port.shape().dims());
    if (port.shape().batched()) {
      dims.addFirst(Math.toIntExact(images));
    }
    try {
      return new TensorType(dtype, dims);
    } catch (IllegalArgumentException e) {
      throw new UserException(
          "output `%s` of %d images: %s".formatted(port.name(), images, e.getMessage()),
          "run fewer images at a time");
    }
  }

  /** The files, in the order of the outputs. */
  public List<Path> files() {
    return List.copyOf(files);
  }

  @Override
  public void accept(int output, Port port, long first, int count, MemorySegment results) {
    MemorySegment.copy(results, 0, data.get(output), first * port.bytes(), count * port.bytes());
  }

  /**
   * Writes the files, each whole or not at all.
   *
   * @throws UserException where one cannot be written
   */
  public void commit() {
    for (int i = 0; i < files.size(); i++) {
      try (OutputFile file = OutputFile.of(files.get(i))) {
        Npy.write(file.draft(), new Tensor(types.get(i), data.get(i)));
        file.commit();
      } catch (IOException e) {
        throw new UserException(
            "%s: cannot be written: %s".formatted(files.get(i), e.getMessage()));
      }
    }
  }

  /** Frees the outputs. */
  @Override
  public void close() {
    arena.close();
  }
}
