package org.cnnc.frontend.operator;

import java.util.Arrays;
import java.util.List;
import org.cnnc.ir.op.Binary;
import org.cnnc.ir.op.BinaryKind;
import org.cnnc.ir.op.Cast;
import org.cnnc.ir.op.Where;
import org.cnnc.ir.tensor.DType;
import org.cnnc.ir.tensor.Value;

/** Truth values: where they come from, how they are combined, and what they choose. */
final class ComparisonOperators {
  private static final Formal X = Formal.required("x");
  private static final Formal Y = Formal.required("y", "other");

  static final List<Operator> ALL =
      List.of(
          comparison("equal", BinaryKind.EQUAL),
          comparison("less", BinaryKind.LESS),
          comparison("less_equal", BinaryKind.LESS_EQUAL),
          comparison("greater", BinaryKind.GREATER),
          comparison("greater_equal", BinaryKind.GREATER_EQUAL),
          // The words `and` and `or` are the language's own, for conditions at compile time.
          comparison("logical_and", BinaryKind.AND),
          comparison("logical_or", BinaryKind.OR),
          new Operator(
              "where",
              List.of(Formal.required("condition"), X, Y),
              call -> call.result(where(call))),
          new Operator(
              "cast",
              List.of(X, Formal.required("dtype", "to")),
              call -> call.result(new Cast(call.tensor("x"), dtype(call, "dtype")))));

  private ComparisonOperators() {}

  private static Operator comparison(String name, BinaryKind kind) {
    return new Operator(
        name,
        List.of(X, Y),
        call -> {
          Value x = call.tensor("x");
          return call.result(new Binary(kind, x, call.tensorOrNumber("y", x.type().dtype())));
        });
  }

  /** Numbers are of the type of the other operand, and of f32 where both are numbers. */
  private static Where where(OperatorCall call) {
    DType dtype = call.tensorType("x").or(() -> call.tensorType("y")).orElse(DType.F32);
    return new Where(
        call.tensor("condition"), call.tensorOrNumber("x", dtype), call.tensorOrNumber("y", dtype));
  }

  /** An element type by its name. */
  static DType dtype(OperatorCall call, String name) {
    List<DType> types = Arrays.asList(DType.values());
    List<String> words = types.stream().map(DType::text).toList();
    return types.get(words.indexOf(call.choice(name, words)));
  }
}
