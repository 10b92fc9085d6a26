package org.cnnc.frontend.write;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.cnnc.frontend.known.Known;
import org.cnnc.frontend.known.Words;
import org.cnnc.frontend.operator.Formal;
import org.cnnc.frontend.operator.OperatorTable;
import org.cnnc.frontend.syntax.Argument;
import org.cnnc.frontend.syntax.BinaryOperator;
import org.cnnc.frontend.syntax.Expression;
import org.cnnc.frontend.syntax.Stage;
import org.cnnc.frontend.syntax.Text;
import org.cnnc.ir.op.Constant;
import org.cnnc.ir.op.Op;
import org.cnnc.ir.op.Reshape;
import org.cnnc.ir.tensor.DType;
import org.cnnc.ir.tensor.Tensor;
import org.cnnc.ir.tensor.Value;

/** Calls as syntax: what is a default is left out, what is needed goes by its place. */
final class Formatter {
  /** Operators with signs. */
  private static final Map<String, BinaryOperator> SIGNS =
      Map.of(
          "add", BinaryOperator.ADD,
          "sub", BinaryOperator.SUBTRACT,
          "mul", BinaryOperator.MULTIPLY,
          "div", BinaryOperator.DIVIDE,
          "pow", BinaryOperator.POWER);

  /** Parameters that may be missing, and are still given by their place. */
  private static final Set<String> BY_PLACE = Set.of("y", "end");

  private final Definitions definitions;
  private final Function<Value, Expression> values;
  private final Vocabulary vocabulary;

  /**
   * @param values how computed values and parameters are referred to
   */
  Formatter(Definitions definitions, Vocabulary vocabulary, Function<Value, Expression> values) {
    this.definitions = definitions;
    this.vocabulary = vocabulary;
    this.values = values;
  }

  /** The name of the parameter that a pipe fills. */
  static String firstParameter(Call call) {
    return OperatorTable.find(call.callee())
        .map(operator -> operator.formals().getFirst().name())
        .orElse(Call.INPUT);
  }

  /** A value where it is read. */
  Expression reference(Value value) {
    if (definitions.isWritten(value)) {
      Op op = definitions.op(value);
      return constant(((Constant) op).value());
    }
    if (definitions.isLeaf(value)
        && definitions.op(value) instanceof Reshape(Value weight, List<Integer> dims)) {
      return Tree.call(
          "reshape",
          List.of(
              Tree.argument(values.apply(weight)),
              Tree.argument(Tree.expression(Knowns.dims(dims), values))));
    }
    return values.apply(value);
  }

  private static Expression constant(Tensor tensor) {
    List<Argument> arguments = new ArrayList<>();
    arguments.add(Tree.argument(Tree.expression(nested(tensor, 0, 0), v -> null)));
    if (tensor.type().dtype() != DType.F32) {
      arguments.add(Tree.argument("dtype", Tree.reference(tensor.type().dtype().text())));
    }
    return Tree.call("constant", arguments);
  }

  /** The elements from {@code at} on as lists inside lists. */
  private static Known nested(Tensor tensor, int axis, long at) {
    List<Integer> dims = tensor.type().dims();
    if (axis == dims.size()) {
      return switch (tensor.type().dtype()) {
        case F32 -> Knowns.real(tensor.floatAt(at));
        case I64, I32 -> new Known.Int(tensor.longAt(at));
        case BOOL -> new Known.Bool(tensor.longAt(at) != 0);
      };
    }
    long stride =
        dims.subList(axis + 1, dims.size()).stream().mapToLong(d -> d).reduce(1, (a, b) -> a * b);
    List<Known> elements = new ArrayList<>();
    for (int i = 0; i < dims.get(axis); i++) {
      elements.add(nested(tensor, axis + 1, at + i * stride));
    }
    return new Known.Sequence(elements, false);
  }

  /** Whether a call is written with a sign where it begins a statement. */
  boolean hasSign(Call call) {
    // Of two numbers the language would compute the result at once.
    return SIGNS.containsKey(call.callee())
        && !call.operands().stream().allMatch(v -> definitions.number(v).isPresent());
  }

  /** A call that begins a statement. */
  Expression source(Call call) {
    if (hasSign(call)) {
      return Tree.binary(
          SIGNS.get(call.callee()),
          operand(call.arguments().get("x")),
          operand(call.arguments().get("y")));
    }
    List<Argument> arguments = new ArrayList<>();
    call.variadic().forEach(known -> arguments.add(Tree.argument(operand(known))));
    arguments.addAll(arguments(call, false));
    Expression whole = Tree.call(call.callee(), arguments);
    return call.element().isEmpty()
        ? whole
        : new Expression.Index(
            Tree.NOWHERE, whole, List.of(Tree.integer(call.element().getAsInt())));
  }

  private Expression operand(Known known) {
    if (known instanceof Known.Tensor(Value value)) {
      Optional<Double> number = definitions.number(value);
      return number.isPresent()
          ? Tree.expression(Knowns.number(number.get(), value.type().dtype()), values)
          : reference(value);
    }
    return Tree.expression(known, values);
  }

  /** A call behind what is piped into it. */
  Stage stage(Call call) {
    if (call.callee().equals(Call.SHARE)) {
      String label = ((Known.Str) call.arguments().get("label")).value();
      Expression shared =
          label.matches("[A-Za-z_][A-Za-z0-9_]*") ? Tree.reference(label) : Tree.string(label);
      return new Stage.Call(
          Tree.NOWHERE, Optional.empty(), Tree.path(Call.SHARE), List.of(Tree.argument(shared)));
    }
    Optional<Text> label = call.label().map(Tree::text);
    return new Stage.Call(Tree.NOWHERE, label, Tree.path(call.callee()), arguments(call, true));
  }

  /** The written arguments of a call, the first one only where nothing is piped. */
  private List<Argument> arguments(Call call, boolean isPiped) {
    List<Argument> written = new ArrayList<>();
    boolean byPlace = true;
    List<Formal> formals = vocabulary.formals(call);
    for (int i = isPiped ? 1 : 0; i < formals.size(); i++) {
      Formal formal = formals.get(i);
      Known known = call.arguments().get(formal.name());
      boolean isDefault =
          formal.fallback().isPresent() && known != null && isSame(formal.fallback().get(), known);
      if (formal.variadic()) {
        byPlace = false;
        continue;
      }
      byPlace &= known != null && (!formal.mayBeMissing() || BY_PLACE.contains(formal.name()));
      Optional<Expression> parameter = parameter(call, formal.name(), known);
      if (known != null && (parameter.isPresent() || !isDefault)) {
        Expression value = parameter.orElseGet(() -> Tree.expression(known, this::reference));
        written.add(byPlace ? Tree.argument(value) : Tree.argument(formal.name(), value));
      }
    }
    return written;
  }

  /** What is written where a number is a parameter, or one in a list is. */
  private Optional<Expression> parameter(Call call, String name, Known known) {
    if (!(known instanceof Known.Sequence(var elements, boolean isTuple))) {
      return vocabulary.numbers().of(call, name, -1);
    }
    List<Expression> all = new ArrayList<>();
    boolean found = false;
    for (int i = 0; i < elements.size(); i++) {
      Known element = elements.get(i);
      Optional<Expression> one = vocabulary.numbers().of(call, name, i);
      found |= one.isPresent();
      all.add(one.orElseGet(() -> Tree.expression(element, this::reference)));
    }
    return found
        ? Optional.of(
            isTuple
                ? new Expression.TupleOf(Tree.NOWHERE, all)
                : new Expression.ListOf(Tree.NOWHERE, all))
        : Optional.empty();
  }

  /** Whether two numbers are one float, or two words one. */
  private static boolean isSame(Known fallback, Known known) {
    if (fallback instanceof Known.Real(double a) && known instanceof Known.Real(double b)) {
      return (float) a == (float) b;
    }
    return Words.text(fallback).equals(Words.text(known));
  }
}
