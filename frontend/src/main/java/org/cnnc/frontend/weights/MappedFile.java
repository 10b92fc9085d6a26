package org.cnnc.frontend.weights;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.cnnc.frontend.diagnostic.Code;
import org.cnnc.frontend.diagnostic.Diagnostic;
import org.cnnc.frontend.diagnostic.DiagnosticException;
import org.cnnc.ir.tensor.Tensor;
import org.cnnc.ir.tensor.TensorType;

/**
 * A file's bytes, mapped read-only until nothing refers to them any more.
 *
 * @param name the path as the user gave it
 */
record MappedFile(String name, MemorySegment bytes) {
  private static final ValueLayout.OfShort U16 =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt U32 =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfLong U64 =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfDouble F64 =
      ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  static MappedFile open(Path path) {
    String name = path.toString();
    if (Files.exists(path) && !Files.isRegularFile(path)) {
      // A pipe would block, a folder has no bytes.
      throw error(name, "not a file");
    }
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      return new MappedFile(
          name, channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), Arena.ofAuto()));
    } catch (NoSuchFileException _) {
      throw error(name, "there is no such file");
    } catch (IOException e) {
      throw error(name, "cannot be read: " + e.getMessage());
    }
  }

  /** The error of a damaged file. */
  DiagnosticException error(String message) {
    return error(name, message);
  }

  static DiagnosticException error(String file, String message) {
    return new DiagnosticException(Diagnostic.ofFile(file, Code.TENSOR_FILE, message));
  }

  long size() {
    return bytes.byteSize();
  }

  int u8(long offset) {
    return bytes.get(ValueLayout.JAVA_BYTE, offset) & 0xff;
  }

  int u16(long offset) {
    return bytes.get(U16, offset) & 0xffff;
  }

  long u32(long offset) {
    return bytes.get(U32, offset) & 0xffff_ffffL;
  }

  long i64(long offset) {
    return bytes.get(U64, offset);
  }

  double f64(long offset) {
    return bytes.get(F64, offset);
  }

  byte[] bytes(long offset, int count) {
    return bytes.asSlice(offset, count).toArray(ValueLayout.JAVA_BYTE);
  }

  /** The elements at an offset as they are in the file: no copy. */
  Tensor tensor(TensorType type, long offset) {
    long size = type.elements() * type.dtype().bytes();
    return new Tensor(type, bytes.asSlice(offset, size));
  }
}
