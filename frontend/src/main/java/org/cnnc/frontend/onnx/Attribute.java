package org.cnnc.frontend.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import com.google.protobuf.ByteString;
import java.util.List;

/** Attributes of ONNX nodes. */
final class Attribute {
  private Attribute() {}

  static AttributeProto of(String name, long value) {
    return named(name, AttributeProto.AttributeType.INT).setI(value).build();
  }

  static AttributeProto of(String name, float value) {
    return named(name, AttributeProto.AttributeType.FLOAT).setF(value).build();
  }

  static AttributeProto of(String name, String value) {
    return named(name, AttributeProto.AttributeType.STRING)
        .setS(ByteString.copyFromUtf8(value))
        .build();
  }

  static AttributeProto of(String name, List<Integer> values) {
    AttributeProto.Builder attribute = named(name, AttributeProto.AttributeType.INTS);
    values.forEach(attribute::addInts);
    return attribute.build();
  }

  private static AttributeProto.Builder named(String name, AttributeProto.AttributeType type) {
    return AttributeProto.newBuilder().setName(name).setType(type);
  }
}
