package org.cnnc.frontend.onnx;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import java.util.Locale;
import org.cnnc.ir.UnsupportedException;
import org.cnnc.ir.tensor.DType;

/** The element types of ONNX that a graph can have. */
final class ElementType {
  private ElementType() {}

  static DataType of(DType dtype) {
    return switch (dtype) {
      case F32 -> DataType.FLOAT;
      case I64 -> DataType.INT64;
      case I32 -> DataType.INT32;
      case BOOL -> DataType.BOOL;
    };
  }

  /**
   * What elements of an ONNX type become.
   *
   * @throws UnsupportedException where no type of a graph can hold them
   */
  static DType widened(DataType type, String name) {
    return switch (type) {
      case FLOAT, DOUBLE, FLOAT16, BFLOAT16 -> DType.F32;
      case INT64 -> DType.I64;
      case INT32, INT16, UINT16, INT8, UINT8 -> DType.I32;
      case BOOL -> DType.BOOL;
      default ->
          throw new UnsupportedException(
              "`%s` has elements of type %s".formatted(name, type.name().toLowerCase(Locale.ROOT)));
    };
  }
}
