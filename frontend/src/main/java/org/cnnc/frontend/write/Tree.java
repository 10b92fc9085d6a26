package org.cnnc.frontend.write;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.cnnc.frontend.known.Constants;
import org.cnnc.frontend.known.Known;
import org.cnnc.frontend.operator.OperatorTable;
import org.cnnc.frontend.syntax.Argument;
import org.cnnc.frontend.syntax.BinaryOperator;
import org.cnnc.frontend.syntax.Expression;
import org.cnnc.frontend.syntax.Name;
import org.cnnc.frontend.syntax.Path;
import org.cnnc.frontend.syntax.Shape;
import org.cnnc.frontend.syntax.Text;
import org.cnnc.frontend.syntax.UnaryOperator;
import org.cnnc.ir.CompilerBug;
import org.cnnc.ir.SourceSpan;
import org.cnnc.ir.tensor.Value;

/** Syntax that stands in no file yet. */
final class Tree {
  /** What is written here has no place. */
  static final SourceSpan NOWHERE = new SourceSpan("", 1, 1, 1);

  private Tree() {}

  static Name name(String text) {
    return new Name(NOWHERE, text);
  }

  static Path path(String text) {
    return new Path(NOWHERE, Arrays.stream(text.split("\\.")).map(Tree::name).toList());
  }

  static Expression reference(String name) {
    return new Expression.Reference(path(name));
  }

  static Expression call(String callee, List<Argument> arguments) {
    return new Expression.Call(NOWHERE, path(callee), arguments);
  }

  static Expression binary(BinaryOperator operator, Expression left, Expression right) {
    return new Expression.Binary(NOWHERE, NOWHERE, operator, left, right);
  }

  static Expression integer(long value) {
    return value < 0
        ? new Expression.Unary(
            NOWHERE, UnaryOperator.NEGATE, new Expression.Int(NOWHERE, Math.negateExact(value)))
        : new Expression.Int(NOWHERE, value);
  }

  private static Expression real(double value) {
    boolean negative = Double.doubleToRawLongBits(value) < 0;
    double magnitude = Math.abs(value);
    Expression number =
        Double.isInfinite(magnitude) ? reference("inf") : new Expression.Real(NOWHERE, magnitude);
    return negative ? new Expression.Unary(NOWHERE, UnaryOperator.NEGATE, number) : number;
  }

  static Text text(String literal) {
    return new Text(NOWHERE, List.of(new Text.Part.Literal(literal)));
  }

  static Expression string(String literal) {
    return new Expression.Str(NOWHERE, text(literal));
  }

  static Shape shape(List<Integer> dims) {
    return new Shape(
        NOWHERE,
        ((Known.Sequence) Knowns.dims(dims))
            .elements().stream().map(d -> expression(d, Tree::noTensor)).toList());
  }

  static Argument argument(Expression value) {
    return new Argument(Optional.empty(), value);
  }

  static Argument argument(String name, Expression value) {
    return new Argument(Optional.of(name(name)), value);
  }

  private static Expression noTensor(Value value) {
    throw new CompilerBug("write", value + " among numbers");
  }

  /**
   * What has the value when it is evaluated.
   *
   * @param tensors how values of the graph are referred to
   */
  static Expression expression(Known known, Function<Value, Expression> tensors) {
    return switch (known) {
      case Known.Int(long value) -> integer(value);
      case Known.Real(double value) -> real(value);
      case Known.Bool(boolean value) -> new Expression.Bool(NOWHERE, value);
      case Known.Str(String word) ->
          Constants.find(word).isPresent() || OperatorTable.find(word).isPresent()
              ? reference(word)
              : string(word);
      case Known.Sequence(var elements, boolean isTuple) -> {
        List<Expression> all = elements.stream().map(e -> expression(e, tensors)).toList();
        yield isTuple ? new Expression.TupleOf(NOWHERE, all) : new Expression.ListOf(NOWHERE, all);
      }
      case Known.Tensor(Value value) -> tensors.apply(value);
      case Known.Batch _ -> reference("N");
      case Known.Range _, Known.BlockValue _, Known.OperatorValue _ ->
          throw new CompilerBug("write", "an argument that no op has: " + known);
    };
  }
}
