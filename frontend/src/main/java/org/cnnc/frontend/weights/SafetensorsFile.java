package org.cnnc.frontend.weights;

import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.cnnc.ir.tensor.DType;
import org.cnnc.ir.tensor.Tensor;
import org.cnnc.ir.tensor.TensorType;

/**
 * Named tensors in a mapped file: eight bytes of header length, a JSON header, the data. F32 is
 * used as it lies in the file, F16 and BF16 are widened to f32; tensors of other types can be
 * listed and not read.
 */
public final class SafetensorsFile implements WeightSource {
  /**
   * A tensor as the header describes it.
   *
   * @param dtype as written, {@code BF16}
   * @param begin the offset in the file, in bytes
   */
  public record Entry(String name, String dtype, List<Integer> dims, long begin, long end) {
    public Entry {
      dims = List.copyOf(dims);
    }
  }

  private final MappedFile file;
  private final SortedMap<String, Entry> entries;

  private SafetensorsFile(MappedFile file, Map<String, Entry> entries) {
    this.file = file;
    this.entries = Collections.unmodifiableSortedMap(new TreeMap<>(entries));
  }

  /**
   * Maps a file and checks its header; the data is read when it is used.
   *
   * @throws org.cnnc.frontend.diagnostic.DiagnosticException where the file is missing or damaged
   */
  public static SafetensorsFile open(Path path) {
    return of(MappedFile.open(path));
  }

  static SafetensorsFile of(MappedFile file) {
    return new SafetensorsFile(file, SafetensorsHeader.read(file));
  }

  /** The path as the user gave it. */
  public String name() {
    return file.name();
  }

  /** What the file has, by name. */
  public SortedMap<String, Entry> entries() {
    return entries;
  }

  /** The data of an entry as elements of a type; empty where they cannot be that. */
  public Optional<Tensor> tensor(Entry entry, DType dtype) {
    return dtype == DType.F32
        ? floats(entry)
        : entry.dtype().equals(SafetensorsWriter.name(dtype))
            ? Optional.of(file.tensor(new TensorType(dtype, entry.dims()), entry.begin()))
            : Optional.empty();
  }

  private Optional<Tensor> floats(Entry entry) {
    TensorType type = new TensorType(DType.F32, entry.dims());
    return switch (entry.dtype()) {
      case "F32" -> Optional.of(file.tensor(type, entry.begin()));
      case "F16" ->
          Optional.of(
              Tensor.generate(
                  type, i -> Float.float16ToFloat((short) file.u16(entry.begin() + 2 * i))));
      case "BF16" ->
          Optional.of(
              Tensor.generate(
                  type, i -> Float.intBitsToFloat(file.u16(entry.begin() + 2 * i) << 16)));
      default -> Optional.empty();
    };
  }
}
