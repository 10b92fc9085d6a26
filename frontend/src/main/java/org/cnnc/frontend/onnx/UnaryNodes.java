package org.cnnc.frontend.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import java.util.List;
import org.cnnc.ir.op.Unary;

/** Elementwise functions as ONNX nodes: one node each, or several where opset 17 has no such op. */
final class UnaryNodes {
  private final NodeList nodes;

  UnaryNodes(NodeList nodes) {
    this.nodes = nodes;
  }

  void write(Unary op, String x, String y) {
    switch (op.kind()) {
      case RELU -> one("Relu", x, y);
      case RELU6 -> clip(x, 0, 6, y);
      case LEAKY_RELU -> one("LeakyRelu", x, y, Attribute.of("alpha", op.parameters().get(0)));
      case ELU -> one("Elu", x, y, Attribute.of("alpha", op.parameters().get(0)));
      case SELU ->
          one(
              "Selu",
              x,
              y,
              Attribute.of("alpha", op.parameters().get(0)),
              Attribute.of("gamma", op.parameters().get(1)));
      case CELU -> one("Celu", x, y, Attribute.of("alpha", op.parameters().get(0)));
      case GELU -> gelu(x, y);
      case GELU_TANH -> geluTanh(x, y);
      case SILU -> {
        String sigmoid = nodes.step(y, "Sigmoid", List.of(x));
        nodes.add("Mul", y, List.of(x, sigmoid));
      }
      case MISH -> {
        String softplus = nodes.step(y, "Softplus", List.of(x));
        String tanh = nodes.step(y, "Tanh", List.of(softplus));
        nodes.add("Mul", y, List.of(x, tanh));
      }
      case SIGMOID -> one("Sigmoid", x, y);
      case HARD_SIGMOID ->
          one(
              "HardSigmoid",
              x,
              y,
              Attribute.of("alpha", op.parameters().get(0)),
              Attribute.of("beta", op.parameters().get(1)));
      case HARD_SWISH -> one("HardSwish", x, y);
      case CLIP -> clip(x, op.parameters().get(0), op.parameters().get(1), y);
      case TANH -> one("Tanh", x, y);
      case SOFTPLUS -> one("Softplus", x, y);
      case SOFTSIGN -> one("Softsign", x, y);
      case EXP -> one("Exp", x, y);
      case LOG -> one("Log", x, y);
      case SQRT -> one("Sqrt", x, y);
      case ABS -> one("Abs", x, y);
      case NEG -> one("Neg", x, y);
      case RECIPROCAL -> one("Reciprocal", x, y);
      case ERF -> one("Erf", x, y);
      case FLOOR -> one("Floor", x, y);
      case CEIL -> one("Ceil", x, y);
      case ROUND -> one("Round", x, y);
      case SIGN -> one("Sign", x, y);
      case BFLOAT16 -> {
        String narrow = nodes.step(y, "Cast", List.of(x), to(DataType.BFLOAT16));
        one("Cast", narrow, y, to(DataType.FLOAT));
      }
    }
  }

  private static AttributeProto to(DataType type) {
    return Attribute.of("to", type.getNumber());
  }

  private void one(String opType, String x, String y, AttributeProto... attributes) {
    nodes.add(opType, y, List.of(x), attributes);
  }

  private void clip(String x, float min, float max, String y) {
    nodes.add("Clip", y, List.of(x, nodes.scalar(y, "min", min), nodes.scalar(y, "max", max)));
  }

  /** {@code x * 0.5 * (1 + erf(x / sqrt(2)))}; ONNX has Gelu from opset 20 on. */
  private void gelu(String x, String y) {
    String root = nodes.scalar(y, "sqrt2", (float) Math.sqrt(2));
    String erf = nodes.step(y, "Erf", List.of(nodes.step(y, "Div", List.of(x, root))));
    halfTimesOnePlus(x, erf, y);
  }

  /** {@code x * 0.5 * (1 + tanh(sqrt(2 / pi) * (x + 0.044715 * x^3)))}. */
  private void geluTanh(String x, String y) {
    String square = nodes.step(y, "Mul", List.of(x, x));
    String cube = nodes.step(y, "Mul", List.of(square, x));
    String small = nodes.scalar(y, "cubic", 0.044715f);
    String sum = nodes.step(y, "Add", List.of(x, nodes.step(y, "Mul", List.of(cube, small))));
    String factor = nodes.scalar(y, "factor", (float) Math.sqrt(2 / Math.PI));
    String tanh = nodes.step(y, "Tanh", List.of(nodes.step(y, "Mul", List.of(sum, factor))));
    halfTimesOnePlus(x, tanh, y);
  }

  private void halfTimesOnePlus(String x, String f, String y) {
    String sum = nodes.step(y, "Add", List.of(f, nodes.scalar(y, "one", 1)));
    String product = nodes.step(y, "Mul", List.of(x, sum));
    nodes.add("Mul", y, List.of(product, nodes.scalar(y, "half", 0.5f)));
  }
}
