package org.cnnc.examples.onnx;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import com.google.protobuf.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Damages ONNX models: bytes of the file, or the messages in it, where nodes, attributes, tensors
 * and names are dropped, repeated, reordered and changed.
 */
final class ModelMutator {
  private static final List<String> OPERATORS =
      List.of(
          "Add",
          "ArgMax",
          "AveragePool",
          "Concat",
          "Constant",
          "ConstantOfShape",
          "Conv",
          "ConvTranspose",
          "DepthToSpace",
          "Expand",
          "Flatten",
          "Gather",
          "Gemm",
          "LRN",
          "MatMul",
          "MaxPool",
          "MaxUnpool",
          "Pad",
          "Range",
          "ReduceSum",
          "Reshape",
          "Resize",
          "Shape",
          "Slice",
          "Softmax",
          "Split",
          "Squeeze",
          "Tile",
          "TopK",
          "Transpose",
          "Unsqueeze",
          "Upsample");

  private static final long[] NUMBERS = {
    0,
    1,
    -1,
    2,
    3,
    7,
    64,
    1 << 16,
    1 << 24,
    Integer.MAX_VALUE,
    Integer.MIN_VALUE,
    1L << 31,
    1L << 40,
    -(1L << 40),
    Long.MAX_VALUE,
    Long.MIN_VALUE
  };

  private static final float[] REALS = {
    0, -0f, 1, -1, 0.5f, 1e-30f, 1e30f, Float.NaN, Float.POSITIVE_INFINITY, Float.MIN_VALUE
  };

  private final Random random;
  private final List<String> names = new ArrayList<>(OPERATORS);

  ModelMutator(long seed) {
    this.random = new Random(seed);
  }

  /** One to four changes, of bytes in one file of four. */
  byte[] mutated(ModelProto model) {
    if (random.nextInt(4) == 0) {
      byte[] bytes = model.toByteArray();
      for (int i = random.nextInt(4); i >= 0; i--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      return bytes;
    }
    for (NodeProto node : model.getGraph().getNodeList()) {
      names.addAll(node.getInputList());
      names.addAll(node.getOutputList());
    }
    ModelProto.Builder builder = model.toBuilder();
    for (int i = random.nextInt(4); i >= 0; i--) {
      mutate(builder.getGraphBuilder());
    }
    if (random.nextInt(8) == 0) {
      builder.getOpsetImportBuilder(0).setVersion(random.nextInt(30));
    }
    return builder.build().toByteArray();
  }

  private void mutate(Message.Builder message) {
    List<FieldDescriptor> fields = new ArrayList<>(message.getAllFields().keySet());
    if (fields.isEmpty()) {
      return;
    }
    FieldDescriptor field = fields.get(random.nextInt(fields.size()));
    if (field.isRepeated()) {
      mutateElement(message, field);
    } else if (random.nextInt(8) == 0) {
      message.clearField(field);
    } else if (field.getJavaType() == JavaType.MESSAGE) {
      mutate(message.getFieldBuilder(field));
    } else {
      message.setField(field, changed(field, message.getField(field)));
    }
  }

  private void mutateElement(Message.Builder message, FieldDescriptor field) {
    List<Object> all = new ArrayList<>((List<?>) message.getField(field));
    int at = random.nextInt(all.size());
    switch (random.nextInt(8)) {
      case 0 -> all.remove(at);
      case 1 -> all.add(random.nextInt(all.size()), all.get(at));
      case 2 -> all.set(at, all.set(random.nextInt(all.size()), all.get(at)));
      default -> {
        if (field.getJavaType() == JavaType.MESSAGE) {
          Message.Builder element = ((Message) all.get(at)).toBuilder();
          mutate(element);
          all.set(at, element.build());
        } else {
          all.set(at, changed(field, all.get(at)));
        }
      }
    }
    message.setField(field, all);
  }

  private Object changed(FieldDescriptor field, Object value) {
    return switch (field.getJavaType()) {
      case INT -> (int) number((Integer) value);
      case LONG -> number((Long) value);
      case FLOAT -> REALS[random.nextInt(REALS.length)];
      case DOUBLE -> (double) REALS[random.nextInt(REALS.length)];
      case BOOLEAN -> !(Boolean) value;
      case STRING -> names.get(random.nextInt(names.size()));
      case BYTE_STRING -> bytes((ByteString) value);
      case ENUM -> {
        EnumDescriptor type = field.getEnumType();
        yield type.getValues().get(random.nextInt(type.getValues().size()));
      }
      case MESSAGE -> throw new IllegalArgumentException("a message is no scalar");
    };
  }

  private long number(long value) {
    return switch (random.nextInt(4)) {
      case 0 -> value + 1;
      case 1 -> value - 1;
      default -> NUMBERS[random.nextInt(NUMBERS.length)];
    };
  }

  private ByteString bytes(ByteString value) {
    if (value.isEmpty() || random.nextInt(3) == 0) {
      return ByteString.copyFromUtf8(names.get(random.nextInt(names.size())));
    }
    byte[] bytes = value.toByteArray();
    bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
    return ByteString.copyFrom(bytes, 0, 1 + random.nextInt(bytes.length));
  }
}
