package org.cnnc.frontend.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.util.Arrays;
import java.util.List;
import org.cnnc.ir.tensor.TensorType;

/**
 * Small ONNX models from an input {@code x}, whose batch is {@code batch}, to an output {@code y}.
 */
final class OnnxModels {
  private OnnxModels() {}

  static ModelProto model(
      long opset, TensorType x, List<TensorProto> initializers, NodeProto... nodes) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    for (int dim : x.dims()) {
      if (dim == TensorType.BATCH) {
        shape.addDimBuilder().setDimParam("batch");
      } else {
        shape.addDimBuilder().setDimValue(dim);
      }
    }
    TypeProto.Tensor type =
        TypeProto.Tensor.newBuilder()
            .setElemType(ElementType.of(x.dtype()).getNumber())
            .setShape(shape)
            .build();
    GraphProto.Builder graph =
        GraphProto.newBuilder()
            .setName("g")
            .addInput(
                ValueInfoProto.newBuilder()
                    .setName("x")
                    .setType(TypeProto.newBuilder().setTensorType(type)))
            .addOutput(ValueInfoProto.newBuilder().setName("y"))
            .addAllInitializer(initializers)
            .addAllNode(List.of(nodes));
    return ModelProto.newBuilder()
        .setIrVersion(8)
        .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(opset))
        .setGraph(graph)
        .build();
  }

  /** A node with one result; inputs have spaces between them, {@code _} is an absent one. */
  static NodeProto node(String opType, String inputs, String y, AttributeProto... attributes) {
    return NodeProto.newBuilder()
        .setOpType(opType)
        .addAllInput(
            Arrays.stream(inputs.split(" "))
                .filter(name -> !name.isEmpty())
                .map(name -> name.equals("_") ? "" : name)
                .toList())
        .addAllOutput(List.of(y.split(" ")))
        .addAllAttribute(List.of(attributes))
        .build();
  }

  /** A list of real numbers as an attribute. */
  static AttributeProto floats(String name, float... values) {
    AttributeProto.Builder attribute =
        AttributeProto.newBuilder().setName(name).setType(AttributeProto.AttributeType.FLOATS);
    for (float value : values) {
      attribute.addFloats(value);
    }
    return attribute.build();
  }

  /** A list of integers. */
  static TensorProto integers(String name, long... values) {
    TensorProto.Builder tensor =
        TensorProto.newBuilder()
            .setName(name)
            .setDataType(TensorProto.DataType.INT64.getNumber())
            .addDims(values.length);
    Arrays.stream(values).forEach(tensor::addInt64Data);
    return tensor.build();
  }

  /** A list of real numbers. */
  static TensorProto reals(String name, float... values) {
    return scalarOrList(name, values).addDims(values.length).build();
  }

  /** A real number. */
  static TensorProto scalar(String name, float value) {
    return scalarOrList(name, value).build();
  }

  private static TensorProto.Builder scalarOrList(String name, float... values) {
    TensorProto.Builder tensor =
        TensorProto.newBuilder().setName(name).setDataType(TensorProto.DataType.FLOAT.getNumber());
    for (float value : values) {
      tensor.addFloatData(value);
    }
    return tensor;
  }
}
