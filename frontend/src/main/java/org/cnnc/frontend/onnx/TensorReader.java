package org.cnnc.frontend.onnx;

import ai.onnx.proto.OnnxMl.SparseTensorProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.cnnc.ir.tensor.DType;
import org.cnnc.ir.tensor.Tensor;
import org.cnnc.ir.tensor.TensorType;

/**
 * Reads ONNX tensors. Real numbers of other widths become f32, small integers i32. Sizes are
 * checked before anything is allocated.
 *
 * @param folder where external data may be, and nowhere else
 */
record TensorReader(Path folder) {
  /** A file of few bytes must not ask for much more memory than a file of weights has. */
  private static final long MAX_SPARSE = 1 << 26;

  /**
   * @throws OnnxException where the message contradicts itself or its data is not there
   */
  Tensor read(TensorProto proto) {
    DataType from = DataType.forNumber(proto.getDataType());
    if (from == null) {
      throw new OnnxException("tensor `%s` has no element type".formatted(proto.getName()));
    }
    DType dtype = ElementType.widened(from, proto.getName());
    TensorType type = type(proto.getName(), proto.getDimsList(), dtype);
    long elements = type.elements();
    if (elements > Integer.MAX_VALUE) {
      throw new OnnxException("tensor `%s` has %d elements".formatted(proto.getName(), elements));
    }
    if (proto.getDataLocation() == TensorProto.DataLocation.EXTERNAL) {
      return decode(from, type, sized(proto, external(proto), elements * bytes(from)));
    }
    if (proto.hasRawData()) {
      ByteBuffer raw = proto.getRawData().asReadOnlyByteBuffer();
      return decode(from, type, sized(proto, raw, elements * bytes(from)));
    }
    return ofFields(proto, from, type);
  }

  /**
   * Reads a tensor whose elements that are not zero are listed, with their places.
   *
   * @throws OnnxException where a place is not in the tensor, or there are not as many as elements
   */
  Tensor read(SparseTensorProto proto) {
    Tensor listed = read(proto.getValues());
    Tensor places = read(proto.getIndices());
    TensorType type = type(proto.getValues().getName(), proto.getDimsList(), listed.type().dtype());
    long count = listed.type().elements();
    boolean byAxis = places.type().rank() == 2;
    int rank = byAxis ? places.type().dim(1) : 1;
    if (type.elements() > MAX_SPARSE
        || places.type().dtype() != DType.I64
        || places.type().elements() != count * rank
        || (byAxis && rank != type.rank())) {
      throw new OnnxException(
          "tensor `%s` has %d elements at the places %s"
              .formatted(proto.getValues().getName(), count, places.type()));
    }
    double[] elements = new double[Math.toIntExact(type.elements())];
    for (int i = 0; i < count; i++) {
      long at = 0;
      for (int axis = 0; axis < rank; axis++) {
        long place = places.longAt((long) i * rank + axis);
        long extent = byAxis ? type.dim(axis) : elements.length;
        if (place < 0 || place >= extent) {
          throw new OnnxException(
              "tensor `%s` has an element at %d of %d"
                  .formatted(proto.getValues().getName(), place, extent));
        }
        at = at * extent + place;
      }
      elements[(int) at] = listed.doubleAt(i);
    }
    return Tensor.generate(type, i -> elements[(int) i]);
  }

  private static TensorType type(String name, List<Long> sizes, DType dtype) {
    List<Integer> dims = new ArrayList<>();
    for (long dim : sizes) {
      if (dim < 0 || dim > Integer.MAX_VALUE) {
        throw new OnnxException("tensor `%s` has a dimension of %d".formatted(name, dim));
      }
      dims.add((int) dim);
    }
    try {
      return new TensorType(dtype, dims);
    } catch (IllegalArgumentException e) {
      throw new OnnxException("tensor `%s`: %s".formatted(name, e.getMessage()));
    }
  }

  private static ByteBuffer sized(TensorProto proto, ByteBuffer bytes, long expected) {
    if (bytes.remaining() != expected) {
      throw new OnnxException(
          "tensor `%s` needs %d bytes, has %d"
              .formatted(proto.getName(), expected, bytes.remaining()));
    }
    return bytes.order(ByteOrder.LITTLE_ENDIAN);
  }

  private static int bytes(DataType type) {
    return switch (type) {
      case DOUBLE, INT64 -> Long.BYTES;
      case FLOAT, INT32 -> Integer.BYTES;
      case FLOAT16, BFLOAT16, INT16, UINT16 -> Short.BYTES;
      default -> 1;
    };
  }

  private static Tensor decode(DataType from, TensorType type, ByteBuffer bytes) {
    if (from == DataType.FLOAT) {
      float[] values = new float[bytes.remaining() / Float.BYTES];
      bytes.asFloatBuffer().get(values);
      return Tensor.ofFloats(type, values);
    }
    if (from == DataType.INT64) {
      long[] values = new long[bytes.remaining() / Long.BYTES];
      bytes.asLongBuffer().get(values);
      return Tensor.ofLongs(type, values);
    }
    return Tensor.generate(type, i -> element(from, bytes, (int) i));
  }

  private static double element(DataType from, ByteBuffer bytes, int i) {
    return switch (from) {
      case DOUBLE -> bytes.getDouble(i * Double.BYTES);
      case FLOAT16 -> Float.float16ToFloat(bytes.getShort(i * Short.BYTES));
      case BFLOAT16 -> Float.intBitsToFloat(bytes.getShort(i * Short.BYTES) << 16);
      case INT32 -> bytes.getInt(i * Integer.BYTES);
      case INT16 -> bytes.getShort(i * Short.BYTES);
      case UINT16 -> bytes.getShort(i * Short.BYTES) & 0xffff;
      case INT8 -> bytes.get(i);
      default -> bytes.get(i) & 0xff;
    };
  }

  /** The elements in the fields by type; those narrower than 32 bits share {@code int32_data}. */
  private static Tensor ofFields(TensorProto proto, DataType from, TensorType type) {
    int count =
        switch (from) {
          case FLOAT -> proto.getFloatDataCount();
          case DOUBLE -> proto.getDoubleDataCount();
          case INT64 -> proto.getInt64DataCount();
          default -> proto.getInt32DataCount();
        };
    if (count != type.elements()) {
      throw new OnnxException(
          "tensor `%s` needs %d elements, has %d"
              .formatted(proto.getName(), type.elements(), count));
    }
    if (from == DataType.INT64) {
      return Tensor.ofLongs(
          type, proto.getInt64DataList().stream().mapToLong(Long::longValue).toArray());
    }
    return Tensor.generate(
        type,
        i ->
            switch (from) {
              case FLOAT -> proto.getFloatData((int) i);
              case DOUBLE -> proto.getDoubleData((int) i);
              case FLOAT16 -> Float.float16ToFloat((short) proto.getInt32Data((int) i));
              case BFLOAT16 -> Float.intBitsToFloat(proto.getInt32Data((int) i) << 16);
              default -> proto.getInt32Data((int) i);
            });
  }

  /** Maps a part of a file in the model's folder. */
  private ByteBuffer external(TensorProto proto) {
    Map<String, String> place = new HashMap<>();
    for (StringStringEntryProto entry : proto.getExternalDataList()) {
      place.put(entry.getKey(), entry.getValue());
    }
    String location = place.getOrDefault("location", "");
    try {
      Path root = folder.toRealPath();
      Path file = root.resolve(location).toRealPath();
      if (!file.startsWith(root) || !Files.isRegularFile(file)) {
        throw new OnnxException(
            "tensor `%s`: its data `%s` is not a file in the model's folder"
                .formatted(proto.getName(), location));
      }
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
        long offset = Long.parseLong(place.getOrDefault("offset", "0"));
        long rest = channel.size() - offset;
        long length = Long.parseLong(place.getOrDefault("length", Long.toString(rest)));
        if (offset < 0 || length < 0 || length > rest || length > Integer.MAX_VALUE) {
          throw new OnnxException(
              "tensor `%s`: %d bytes from %d on are not in `%s`"
                  .formatted(proto.getName(), length, offset, location));
        }
        return channel.map(FileChannel.MapMode.READ_ONLY, offset, length);
      }
    } catch (IOException | NumberFormatException | InvalidPathException e) {
      throw new OnnxException(
          "tensor `%s`: its data `%s` cannot be read".formatted(proto.getName(), location));
    }
  }
}
