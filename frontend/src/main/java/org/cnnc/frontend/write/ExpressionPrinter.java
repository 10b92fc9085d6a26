package org.cnnc.frontend.write;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.cnnc.frontend.known.Words;
import org.cnnc.frontend.syntax.Argument;
import org.cnnc.frontend.syntax.BinaryOperator;
import org.cnnc.frontend.syntax.Expression;
import org.cnnc.frontend.syntax.Stage;
import org.cnnc.frontend.syntax.Text;
import org.cnnc.frontend.syntax.UnaryOperator;

/** Expressions and stages as one line of text, with no more parentheses than they need. */
final class ExpressionPrinter {
  private ExpressionPrinter() {}

  /** How tightly an expression holds together: the grammar's order, loosest first. */
  private enum Strength {
    PIPE,
    OR,
    AND,
    NOT,
    COMPARISON,
    RANGE,
    SUM,
    PRODUCT,
    NEGATION,
    POWER,
    ATOM
  }

  static String text(Expression expression) {
    return switch (expression) {
      case Expression.Int(_, long value) -> Long.toString(value);
      case Expression.Real(_, double value) -> Words.real(value);
      case Expression.Bool(_, boolean value) -> Boolean.toString(value);
      case Expression.Str(_, Text text) -> quoted(text);
      case Expression.Reference(var path) -> path.text();
      case Expression.Call(_, var callee, var arguments) ->
          callee.text() + "(" + arguments(arguments) + ")";
      case Expression.ListOf(_, var elements) -> "[" + all(elements) + "]";
      case Expression.TupleOf(_, var elements) -> "(" + all(elements) + ")";
      case Expression.Conditional(_, var condition, var then, var otherwise) ->
          "if %s then %s else %s"
              .formatted(
                  inside(condition, Strength.OR),
                  inside(then, Strength.OR),
                  inside(otherwise, Strength.OR));
      case Expression.Index(_, var list, var indices) ->
          inside(list, Strength.ATOM) + "[" + all(indices) + "]";
      case Expression.Unary(_, UnaryOperator operator, var operand) ->
          operator == UnaryOperator.NEGATE
              ? "-" + inside(operand, Strength.NEGATION)
              : "not " + inside(operand, Strength.NOT);
      case Expression.Binary(_, _, BinaryOperator operator, var left, var right) ->
          binary(operator, left, right);
      case Expression.Pipe(_, var source, var stages) ->
          stages.stream()
              .map(stage -> " -> " + text(stage))
              .collect(Collectors.joining("", inside(source, Strength.OR), ""));
    };
  }

  private static String binary(BinaryOperator operator, Expression left, Expression right) {
    Strength strength = strength(operator);
    boolean fromTheRight = operator == BinaryOperator.POWER;
    String a = fromTheRight ? tighter(left, strength) : inside(left, strength);
    String b = fromTheRight ? inside(right, strength) : tighter(right, strength);
    boolean tight = strength == Strength.RANGE || strength == Strength.POWER;
    return tight ? a + operator.sign() + b : a + " " + operator.sign() + " " + b;
  }

  /** An expression where one that is looser than {@code least} needs parentheses. */
  private static String inside(Expression expression, Strength least) {
    return strength(expression).compareTo(least) < 0
        ? "(" + text(expression) + ")"
        : text(expression);
  }

  /** An expression where one that is not tighter than {@code bound} needs parentheses. */
  private static String tighter(Expression expression, Strength bound) {
    return strength(expression).compareTo(bound) <= 0
        ? "(" + text(expression) + ")"
        : text(expression);
  }

  private static Strength strength(Expression expression) {
    return switch (expression) {
      case Expression.Int(_, long value) -> value < 0 ? Strength.NEGATION : Strength.ATOM;
      case Expression.Real(_, double value) -> value < 0 ? Strength.NEGATION : Strength.ATOM;
      case Expression.Bool _,
          Expression.Str _,
          Expression.Reference _,
          Expression.Call _,
          Expression.ListOf _,
          Expression.TupleOf _,
          Expression.Index _ ->
          Strength.ATOM;
      case Expression.Conditional _, Expression.Pipe _ -> Strength.PIPE;
      case Expression.Unary(_, UnaryOperator operator, _) ->
          operator == UnaryOperator.NEGATE ? Strength.NEGATION : Strength.NOT;
      case Expression.Binary(_, _, BinaryOperator operator, _, _) -> strength(operator);
    };
  }

  private static Strength strength(BinaryOperator operator) {
    return switch (operator) {
      case OR -> Strength.OR;
      case AND -> Strength.AND;
      case EQUAL, NOT_EQUAL, LESS, GREATER, LESS_OR_EQUAL, GREATER_OR_EQUAL -> Strength.COMPARISON;
      case TO, UNTIL -> Strength.RANGE;
      case ADD, SUBTRACT -> Strength.SUM;
      case MULTIPLY, DIVIDE, REMAINDER, FLOOR_DIVIDE -> Strength.PRODUCT;
      case POWER -> Strength.POWER;
    };
  }

  static String text(Stage stage) {
    return switch (stage) {
      case Stage.Call(_, Optional<Text> label, var callee, var arguments) ->
          label.map(l -> label(l) + ": ").orElse("")
              + callee.text()
              + (arguments.isEmpty() ? "" : "(" + arguments(arguments) + ")");
      case Stage.If(_, var condition, var then, var otherwise) ->
          "if %s { %s }".formatted(text(condition), chain(then))
              + (otherwise.isEmpty() ? "" : " else { %s }".formatted(chain(otherwise)));
      case Stage.Repeat(_, var variable, var values, var body) ->
          "repeat %s%s { %s }"
              .formatted(
                  variable.map(v -> v.text() + " in ").orElse(""), text(values), chain(body));
    };
  }

  private static String chain(List<Stage> stages) {
    return stages.stream().map(ExpressionPrinter::text).collect(Collectors.joining(" -> "));
  }

  static String arguments(List<Argument> arguments) {
    return arguments.stream().map(ExpressionPrinter::text).collect(Collectors.joining(", "));
  }

  static String text(Argument argument) {
    return argument.name().map(name -> name.text() + "=").orElse("") + text(argument.value());
  }

  static String all(List<Expression> expressions) {
    return expressions.stream().map(ExpressionPrinter::text).collect(Collectors.joining(", "));
  }

  static String label(Text label) {
    return parts(label, false);
  }

  static String quoted(Text text) {
    return "\"" + parts(text, true) + "\"";
  }

  private static String parts(Text text, boolean escaped) {
    StringBuilder out = new StringBuilder();
    for (Text.Part part : text.parts()) {
      switch (part) {
        case Text.Part.Literal(String literal) -> out.append(escaped ? escaped(literal) : literal);
        case Text.Part.Hole(Expression value) -> out.append('{').append(text(value)).append('}');
      }
    }
    return out.toString();
  }

  private static String escaped(String literal) {
    return literal.replaceAll("[\\\\\"{}]", "\\\\$0").replace("\n", "\\n").replace("\t", "\\t");
  }
}
