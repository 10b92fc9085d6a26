package org.cnnc.frontend.onnx;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
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
}
