package org.cnnc.frontend.weights;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongToDoubleFunction;
import java.util.stream.Collectors;
import org.cnnc.ir.tensor.DType;
import org.cnnc.ir.tensor.Tensor;
import org.cnnc.ir.tensor.TensorType;

/**
 * NumPy's file format of one array, versions 1 to 3. Read are little-endian {@code <f4}, {@code
 * <f8} (rounded to f32), {@code |u1} (as f32, 0 to 255), {@code <i8}, {@code <i4} and {@code |b1},
 * in C or Fortran order. Elements that need no conversion are mapped, not copied.
 */
public final class Npy {
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final int VERSION_END = 8;

  /** NumPy itself writes less than a hundred bytes. */
  private static final int MAX_HEADER = 1 << 16;

  /** The data begins at a multiple of this, as NumPy's does. */
  private static final int ALIGNMENT = 64;

  private Npy() {}

  /**
   * Reads an array.
   *
   * @throws org.cnnc.frontend.diagnostic.DiagnosticException where the file is missing, damaged or
   *     of another element type
   */
  public static Tensor read(Path path) {
    return read(MappedFile.open(path));
  }

  static Tensor read(MappedFile file) {
    if (file.size() < VERSION_END + 2 || !Arrays.equals(file.bytes(0, MAGIC.length), MAGIC)) {
      throw file.error("not a .npy file");
    }
    int version = file.u8(MAGIC.length);
    if (version < 1 || version > 3) {
      throw file.error("a .npy file of the unknown version %d".formatted(version));
    }
    int lengthBytes = version == 1 ? Short.BYTES : Integer.BYTES;
    int dataBegin = VERSION_END + lengthBytes;
    if (file.size() < dataBegin) {
      throw file.error("the header is cut off");
    }
    long length = version == 1 ? file.u16(VERSION_END) : file.u32(VERSION_END);
    if (length > MAX_HEADER || length > file.size() - dataBegin) {
      throw file.error("a header of %d bytes in a file of %d".formatted(length, file.size()));
    }
    String header = new String(file.bytes(dataBegin, (int) length), StandardCharsets.ISO_8859_1);
    return tensor(file, NpyHeader.parse(file, header), dataBegin + length);
  }

  private static Tensor tensor(MappedFile file, NpyHeader header, long begin) {
    TensorType type = type(file, header);
    long bytes = type.elements() * header.elementBytes();
    if (file.size() - begin != bytes) {
      throw file.error(
          "%s %s needs %d bytes of data, the file has %d"
              .formatted(header.descr(), header.dims(), bytes, file.size() - begin));
    }
    if (header.isTensorData() && !header.isTransposed()) {
      return file.tensor(type, begin);
    }
    if (type.dtype() == DType.I64) {
      // Doubles would round: move the elements as they are.
      long[] elements = new long[Math.toIntExact(type.elements())];
      for (int i = 0; i < elements.length; i++) {
        elements[i] = file.i64(begin + Long.BYTES * header.position(i));
      }
      return Tensor.ofLongs(type, elements);
    }
    LongToDoubleFunction element =
        switch (header.descr()) {
          case "<f4" -> i -> Float.intBitsToFloat((int) file.u32(begin + 4 * i));
          case "<f8" -> i -> file.f64(begin + 8 * i);
          case "<i4" -> i -> (int) file.u32(begin + 4 * i);
          default -> i -> file.u8(begin + i);
        };
    return Tensor.generate(type, i -> element.applyAsDouble(header.position(i)));
  }

  private static TensorType type(MappedFile file, NpyHeader header) {
    try {
      return new TensorType(header.dtype(), header.dims());
    } catch (IllegalArgumentException e) {
      throw file.error(e.getMessage());
    }
  }

  /** Writes an array in C order, as version 1. */
  public static void write(Path path, Tensor tensor) throws IOException {
    TensorType type = tensor.type();
    String header =
        "{'descr': '%s', 'fortran_order': False, 'shape': %s, }"
            .formatted(descr(type.dtype()), tuple(type.dims()));
    int begin = VERSION_END + Short.BYTES;
    int end = Math.ceilDiv(begin + header.length() + 1, ALIGNMENT) * ALIGNMENT;
    ByteBuffer head = ByteBuffer.allocate(end).order(ByteOrder.LITTLE_ENDIAN);
    head.put(MAGIC).put((byte) 1).put((byte) 0).putShort((short) (end - begin));
    head.put(header.getBytes(StandardCharsets.US_ASCII));
    while (head.remaining() > 1) {
      head.put((byte) ' ');
    }
    head.put((byte) '\n');
    try (FileChannel channel =
        FileChannel.open(
            path,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      TensorBytes.write(channel, head.flip());
      TensorBytes.write(channel, tensor);
    }
  }

  private static String descr(DType dtype) {
    return switch (dtype) {
      case F32 -> "<f4";
      case I64 -> "<i8";
      case I32 -> "<i4";
      case BOOL -> "|b1";
    };
  }

  /** Python's tuple, {@code (3,)} with one element. */
  private static String tuple(List<Integer> dims) {
    String elements = dims.stream().map(String::valueOf).collect(Collectors.joining(", "));
    return dims.size() == 1 ? "(" + elements + ",)" : "(" + elements + ")";
  }
}
