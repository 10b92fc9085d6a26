package org.cnnc.compiler.run;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.cnnc.compiler.UserException;
import org.cnnc.frontend.weights.Npy;
import org.cnnc.ir.tensor.DType;
import org.cnnc.ir.tensor.Tensor;
import org.cnnc.ir.tensor.TensorType;
import org.cnnc.runtime.artifact.ElementType;
import org.cnnc.runtime.artifact.Pixels;
import org.cnnc.runtime.artifact.Port;

/** An {@code .npy} file: any number of images, or one without the batch dimension. */
record ArraySource(Path file, Port port, Tensor tensor, long images) implements ImageSource {
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};

  /** Whole numbers from here on are not all exact as f32. */
  private static final double MAX_EXACT = 1 << 24;

  /** Whether a file begins as {@code .npy} files do. */
  static boolean isArray(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      return Arrays.equals(in.readNBytes(MAGIC.length), MAGIC);
    } catch (IOException e) {
      throw new UserException("%s: cannot be read".formatted(file));
    }
  }

  /**
   * Reads an array for an input.
   *
   * @throws UserException where its shape does not fit, or an element cannot be converted exactly
   */
  static ArraySource open(Path file, Port port) {
    return of(file, Npy.read(file), port);
  }

  /**
   * An array for an input, from any source; its elements are the model's, whatever of {@code from
   * pixels(...)} is folded.
   *
   * @param file what messages begin with
   * @throws UserException where its shape does not fit, or an element cannot be converted exactly
   */
  static ArraySource of(Path file, Tensor tensor, Port port) {
    List<Integer> given = tensor.type().dims();
    List<Integer> image = port.shape().dims();
    long images = 1;
    if (!given.equals(image)) {
      boolean batch =
          port.shape().batched()
              && given.size() == image.size() + 1
              && given.subList(1, given.size()).equals(image);
      if (!batch) {
        throw new UserException(
            "%s: the array is %s, input `%s` is expected".formatted(file, given, port));
      }
      images = given.getFirst();
    }
    Tensor converted = converted(file, tensor, port.type());
    return new ArraySource(file, port, folded(converted, port), images);
  }

  private static Tensor converted(Path file, Tensor tensor, ElementType wanted) {
    DType dtype =
        switch (wanted) {
          case F32 -> DType.F32;
          case I64 -> DType.I64;
          case I32 -> DType.I32;
          case BOOL -> DType.BOOL;
        };
    DType given = tensor.type().dtype();
    if (given == dtype) {
      return tensor;
    }
    for (long i = 0; i < tensor.type().elements(); i++) {
      double element = tensor.doubleAt(i);
      if (!isExact(element, dtype)) {
        throw new UserException(
            "%s: element %d of the %s array is %s, which is no %s"
                .formatted(file, i, given.text(), element, dtype.text()));
      }
    }
    return Tensor.generate(new TensorType(dtype, tensor.type().dims()), tensor::doubleAt);
  }

  /** The model's own numbers as an input takes them of which a part is in the weights. */
  private static Tensor folded(Tensor numbers, Port port) {
    if (port.pixels().map(Pixels::folded).orElse(Pixels.Folded.NONE) == Pixels.Folded.NONE) {
      return numbers;
    }
    Pixels pixels = port.pixels().orElseThrow();
    int channels = pixels.format().channels();
    long plane = port.shape().elements() / channels;
    return Tensor.generate(
        numbers.type(), i -> pixels.valueOf((int) (i / plane % channels), numbers.floatAt(i)));
  }

  private static boolean isExact(double element, DType dtype) {
    return switch (dtype) {
      case F32 -> Math.abs(element) <= MAX_EXACT;
      case I64 -> Math.abs(element) <= 1L << 53 && element == Math.rint(element);
      case I32 -> element == (int) element;
      case BOOL -> element == 0 || element == 1;
    };
  }

  @Override
  public String name(long image) {
    return images == 1 ? file.toString() : file + "[" + image + "]";
  }

  /** One image, in the machine's byte order. */
  MemorySegment image(long image) {
    return tensor.data().asSlice(image * port.bytes(), port.bytes());
  }
}
