package org.cnnc.frontend.elaborate;

import java.util.List;
import java.util.Optional;
import org.cnnc.frontend.diagnostic.Code;
import org.cnnc.frontend.diagnostic.Diagnostic;
import org.cnnc.frontend.known.Known;
import org.cnnc.frontend.known.Words;
import org.cnnc.frontend.syntax.BinaryOperator;
import org.cnnc.frontend.syntax.Expression;
import org.cnnc.ir.SourceSpan;
import org.cnnc.ir.op.Binary;
import org.cnnc.ir.op.BinaryKind;
import org.cnnc.ir.op.Broadcast;
import org.cnnc.ir.op.Constant;
import org.cnnc.ir.op.ShapeException;
import org.cnnc.ir.op.Unary;
import org.cnnc.ir.op.UnaryKind;
import org.cnnc.ir.tensor.Tensor;
import org.cnnc.ir.tensor.TensorType;
import org.cnnc.ir.tensor.Value;

/** The signs between tensors: {@code y + shortcut}, {@code x * 2}. */
final class TensorArithmetic {
  private final Session session;

  TensorArithmetic(Session session) {
    this.session = session;
  }

  Known negate(Known.Tensor operand, SourceSpan span, Env env) {
    OriginLayer layer = new OriginLayer(session, env.frame(), "neg", span);
    return layer.guarded(
        UnaryKind.NEG.text(), () -> one(layer, Unary.of(UnaryKind.NEG, operand.value())));
  }

  private static Known one(OriginLayer layer, org.cnnc.ir.op.Op op) {
    return new Known.Tensor(layer.add(op).getFirst());
  }

  Known apply(Expression.Binary binary, Known left, Known right, Env env) {
    BinaryKind kind = kind(binary, left, right);
    OriginLayer layer = new OriginLayer(session, env.frame(), kind.text(), binary.operatorSpan());
    return layer.guarded(
        kind.text(),
        () -> {
          TensorType model = left instanceof Known.Tensor(Value v) ? v.type() : type(right);
          Value a = operand(layer, left, model, binary, right);
          Value b = operand(layer, right, model, binary, left);
          checkShapes(binary, kind, a.type(), b.type(), env);
          return one(layer, new Binary(kind, a, b));
        });
  }

  private static TensorType type(Known tensor) {
    return ((Known.Tensor) tensor).value().type();
  }

  private static BinaryKind kind(Expression.Binary binary, Known left, Known right) {
    return switch (binary.operator()) {
      case ADD -> BinaryKind.ADD;
      case SUBTRACT -> BinaryKind.SUB;
      case MULTIPLY -> BinaryKind.MUL;
      case DIVIDE -> BinaryKind.DIV;
      case POWER -> BinaryKind.POW;
      case REMAINDER,
          FLOOR_DIVIDE,
          TO,
          UNTIL,
          EQUAL,
          NOT_EQUAL,
          LESS,
          GREATER,
          LESS_OR_EQUAL,
          GREATER_OR_EQUAL,
          AND,
          OR ->
          throw wrongOperands(binary, left, right);
    };
  }

  private static Stop wrongOperands(Expression.Binary binary, Known left, Known right) {
    return Stop.at(
        binary.operatorSpan(),
        Code.TYPE_MISMATCH,
        "`%s` does not take %s and %s"
            .formatted(binary.operator().sign(), Words.kind(left), Words.kind(right)));
  }

  private static Value operand(
      OriginLayer layer, Known known, TensorType model, Expression.Binary binary, Known other) {
    return known instanceof Known.Tensor(Value value)
        ? value
        : scalar(
            layer, model, known.asReal().orElseThrow(() -> wrongOperands(binary, known, other)));
  }

  private static Value scalar(OriginLayer layer, TensorType model, double number) {
    TensorType type = new TensorType(model.dtype(), List.of());
    return layer.add(new Constant("", Tensor.generate(type, i -> number))).getFirst();
  }

  private void checkShapes(
      Expression.Binary binary, BinaryKind kind, TensorType a, TensorType b, Env env) {
    try {
      Broadcast.dims(kind.text(), a.dims(), b.dims());
    } catch (ShapeException e) {
      String verb =
          switch (binary.operator()) {
            case SUBTRACT -> "subtract";
            case MULTIPLY -> "multiply";
            case DIVIDE -> "divide";
            case POWER -> "raise";
            case ADD,
                REMAINDER,
                FLOOR_DIVIDE,
                TO,
                UNTIL,
                EQUAL,
                NOT_EQUAL,
                LESS,
                GREATER,
                LESS_OR_EQUAL,
                GREATER_OR_EQUAL,
                AND,
                OR ->
                "add";
          };
      throw Stop.of(
          Diagnostic.at(
                  binary.operatorSpan(),
                  Code.SHAPE_MISMATCH,
                  "cannot %s %s and %s".formatted(verb, Words.shape(a), Words.shape(b)))
              .place(binary.left().span(), Words.shape(a), origin(binary.left(), env))
              .place(binary.right().span(), Words.shape(b), origin(binary.right(), env))
              .help(remedy(binary.operator(), a, b)));
    }
  }

  /** {@code assigned at resnet.cnn:9:3}, where the operand is a variable. */
  private static String origin(Expression operand, Env env) {
    return operand instanceof Expression.Reference(var path)
        ? env.scope()
            .find(path.text())
            .map(variable -> "assigned at " + variable.assigned())
            .orElse("")
        : "";
  }

  private static Optional<String> remedy(BinaryOperator operator, TensorType a, TensorType b) {
    boolean images = a.rank() == 4 && b.rank() == 4;
    if (images && operator == BinaryOperator.ADD && isStridedOrWidened(a, b)) {
      return Optional.of(
          "a strided or widened block needs a projection shortcut (1x1 conv2d with the same stride)");
    }
    if (images && Math.abs(a.dim(2) - b.dim(2)) <= 4 && a.dim(2) != b.dim(2)) {
      return Optional.of(
          "a convolution without padding makes the image smaller: is `padding` missing?");
    }
    return Optional.empty();
  }

  /**
   * Whether one image is a whole number of times larger in both directions, or only in channels.
   */
  private static boolean isStridedOrWidened(TensorType a, TensorType b) {
    boolean leftIsLarger = a.dim(2) >= b.dim(2);
    TensorType large = leftIsLarger ? a : b;
    TensorType small = leftIsLarger ? b : a;
    if (small.dim(2) == 0 || small.dim(3) == 0) {
      return false;
    }
    int ratio = large.dim(2) / small.dim(2);
    boolean sameChannels = a.dim(1) == b.dim(1);
    boolean strided =
        ratio >= 2
            && (large.dim(2) + ratio - 1) / ratio == small.dim(2)
            && (large.dim(3) + ratio - 1) / ratio == small.dim(3);
    boolean widened = !sameChannels && large.dim(2) == small.dim(2) && large.dim(3) == small.dim(3);
    return strided || widened;
  }
}
