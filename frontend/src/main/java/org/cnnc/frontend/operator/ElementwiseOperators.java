package org.cnnc.frontend.operator;

import java.util.List;
import org.cnnc.frontend.diagnostic.Code;
import org.cnnc.frontend.known.Known;
import org.cnnc.ir.op.Binary;
import org.cnnc.ir.op.BinaryKind;
import org.cnnc.ir.op.Dropout;
import org.cnnc.ir.op.Identity;
import org.cnnc.ir.op.Reduce;
import org.cnnc.ir.op.ReduceKind;
import org.cnnc.ir.tensor.DType;
import org.cnnc.ir.tensor.TensorType;
import org.cnnc.ir.tensor.Value;

/** Functions of two tensors with broadcasting, reductions, and what changes nothing. */
final class ElementwiseOperators {
  private static final Formal X = Formal.required("x");
  private static final Formal Y = Formal.required("y", "other");
  private static final Formal AXES = Formal.optional("axes", "axis", "dim");
  private static final Formal KEEP = Formal.of("keep", false, "keepdim", "keepdims");

  static final List<Operator> ALL =
      List.of(
          binary(BinaryKind.ADD),
          binary(BinaryKind.SUB),
          binary(BinaryKind.MUL),
          binary(BinaryKind.DIV),
          binary(BinaryKind.POW),
          binary(BinaryKind.MOD),
          extremum(BinaryKind.MIN, ReduceKind.MIN),
          extremum(BinaryKind.MAX, ReduceKind.MAX),
          reduction(ReduceKind.MEAN),
          reduction(ReduceKind.SUM),
          reduction(ReduceKind.PROD),
          new Operator(
              "dropout",
              List.of(X, Formal.of("p", 0.5, "rate", "probability")),
              call -> call.result(new Dropout(call.tensor("x"), call.real("p")))),
          new Operator("identity", List.of(X), call -> call.result(new Identity(call.tensor("x")))),
          new Operator(
              "constant",
              List.of(Formal.required("value"), Formal.of("dtype", DType.F32.text())),
              call ->
                  new Known.Tensor(
                      call.literal("value", ComparisonOperators.dtype(call, "dtype")))));

  private ElementwiseOperators() {}

  private static Operator binary(BinaryKind kind) {
    return new Operator(kind.text(), List.of(X, Y), call -> elementwise(call, kind));
  }

  private static Operator reduction(ReduceKind kind) {
    return new Operator(kind.text(), List.of(X, AXES, KEEP), call -> reduce(call, kind));
  }

  /** {@code max(x, y)} compares two tensors, {@code max(x, axes=[2, 3])} reduces one. */
  private static Operator extremum(BinaryKind binary, ReduceKind reduction) {
    return new Operator(
        binary.text(),
        List.of(X, Formal.optional("y", "other"), AXES, KEEP),
        call -> {
          if (call.has("y") == call.has("axes")) {
            throw call.refuse(
                Code.MISSING_ARGUMENT, "needs either a second tensor or `axes` to reduce over");
          }
          return call.has("y") ? elementwise(call, binary) : reduce(call, reduction);
        });
  }

  private static Known elementwise(OperatorCall call, BinaryKind kind) {
    Value x = call.tensor("x");
    return call.result(new Binary(kind, x, call.tensorOrNumber("y", x.type().dtype())));
  }

  private static Known reduce(OperatorCall call, ReduceKind kind) {
    TensorType type = call.tensor("x").type();
    if (!call.has("axes")) {
      throw call.refuse(
          Code.MISSING_ARGUMENT, "say over which `axes`, such as `axes=[2, 3]` for an image");
    }
    return call.result(
        new Reduce(kind, call.tensor("x"), call.axes("axes", type), call.flag("keep")));
  }
}
