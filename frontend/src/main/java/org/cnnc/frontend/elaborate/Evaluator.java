package org.cnnc.frontend.elaborate;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.cnnc.frontend.diagnostic.Code;
import org.cnnc.frontend.diagnostic.Diagnostic;
import org.cnnc.frontend.diagnostic.Limits;
import org.cnnc.frontend.known.Constants;
import org.cnnc.frontend.known.Known;
import org.cnnc.frontend.known.Words;
import org.cnnc.frontend.operator.OperatorTable;
import org.cnnc.frontend.syntax.BinaryOperator;
import org.cnnc.frontend.syntax.Declaration;
import org.cnnc.frontend.syntax.Expression;
import org.cnnc.frontend.syntax.Stage;
import org.cnnc.frontend.syntax.Text;
import org.cnnc.ir.SourceSpan;

/** Evaluates expressions and pipes; tensors become nodes of the graph on the way. */
final class Evaluator {
  private final Session session;
  private final Caller caller;
  private final TensorArithmetic tensors;

  Evaluator(Session session) {
    this.session = session;
    this.caller = new Caller(session, this);
    this.tensors = new TensorArithmetic(session);
  }

  /**
   * The value of an expression.
   *
   * @throws Stop where it has none
   */
  Known evaluate(Expression expression, Env env) {
    session.step(expression.span(), 1);
    return switch (expression) {
      case Expression.Int(_, long value) -> new Known.Int(value);
      case Expression.Real(_, double value) -> new Known.Real(value);
      case Expression.Bool(_, boolean value) -> new Known.Bool(value);
      case Expression.Str(_, Text text) -> new Known.Str(text(text, env));
      case Expression.Reference reference -> reference(reference, env);
      case Expression.Call call ->
          caller.call(
              new Caller.Site(call.span(), Optional.empty(), call.callee(), Optional.empty(), env),
              call.arguments());
      case Expression.ListOf list -> new Known.Sequence(evaluateAll(list.elements(), env), false);
      case Expression.TupleOf tuple -> new Known.Sequence(evaluateAll(tuple.elements(), env), true);
      case Expression.Conditional conditional ->
          evaluate(
              condition(conditional.condition(), env)
                  ? conditional.then()
                  : conditional.otherwise(),
              env);
      case Expression.Index index -> index(index, env);
      case Expression.Unary unary -> unary(unary, env);
      case Expression.Binary binary -> binary(binary, env);
      case Expression.Pipe pipe -> {
        Known piped = evaluate(pipe.source(), env);
        yield stages(piped, pipe.stages(), env);
      }
    };
  }

  /** Evaluates all, so that the mistakes of all are reported, before it stops for the first. */
  List<Known> evaluateAll(List<Expression> expressions, Env env) {
    List<Known> values = new ArrayList<>();
    boolean failed = false;
    for (Expression expression : expressions) {
      try {
        values.add(evaluate(expression, env));
      } catch (Stop stop) {
        session.report(stop, env.frame());
        failed = true;
      }
    }
    if (failed) {
      throw Stop.poisoned();
    }
    return values;
  }

  private Known reference(Expression.Reference reference, Env env) {
    String name = reference.path().text();
    Optional<Scope.Variable> variable = env.scope().find(name);
    if (variable.isPresent()) {
      return switch (variable.get().state()) {
        case Scope.State.Holds(Known known) -> known;
        case Scope.State.Poisoned() -> throw Stop.poisoned();
        case Scope.State.Unassigned() ->
            throw Stop.at(
                reference.span(),
                Code.UNKNOWN_NAME,
                "the output `%s` is read before it is assigned".formatted(name));
      };
    }
    var found = env.frame().module().find(reference.path());
    if (found.isPresent() && found.get().declaration() instanceof Declaration.Block block) {
      return new Known.BlockValue(block, found.get().module());
    }
    if (OperatorTable.find(name).isPresent()) {
      return new Known.OperatorValue(name);
    }
    // Names that nothing defines were reported when the file was checked.
    return Constants.find(name).orElseThrow(Stop::poisoned);
  }

  boolean condition(Expression expression, Env env) {
    Known known = evaluate(expression, env);
    if (known instanceof Known.Bool(boolean value)) {
      return value;
    }
    throw Stop.at(
        expression.span(),
        Code.TYPE_MISMATCH,
        "a condition is true or false, not " + Words.kind(known));
  }

  long integer(Expression expression, Env env, String what) {
    Known known = evaluate(expression, env);
    if (known instanceof Known.Int(long value)) {
      return value;
    }
    throw Stop.at(
        expression.span(),
        Code.TYPE_MISMATCH,
        "%s must be an integer, got %s".formatted(what, Words.kind(known)));
  }

  /** The text with its holes filled. */
  String text(Text text, Env env) {
    StringBuilder out = new StringBuilder();
    for (Text.Part part : text.parts()) {
      switch (part) {
        case Text.Part.Literal(String literal) -> out.append(literal);
        case Text.Part.Hole(Expression value) -> out.append(Words.text(evaluate(value, env)));
      }
      if (out.length() > Limits.STRING_LENGTH) {
        throw Stop.at(
            text.span(),
            Code.LIMIT_EXCEEDED,
            "the string is longer than %d characters".formatted(Limits.STRING_LENGTH));
      }
    }
    return out.toString();
  }

  private Known index(Expression.Index index, Env env) {
    Known at = evaluate(index.list(), env);
    for (Expression place : index.indices()) {
      at = element(at, integer(place, env, "an index"), index, place.span());
    }
    return at;
  }

  private static Known element(Known list, long i, Expression.Index index, SourceSpan span) {
    long size =
        switch (list) {
          case Known.Sequence(var elements, _) -> elements.size();
          case Known.Range(_, long count, _) -> count;
          case Known.Tensor _ ->
              throw Stop.of(
                  Diagnostic.at(index.span(), Code.TYPE_MISMATCH, "a tensor has no `[ ]`")
                      .help("`slice(x, axis, start, end)` takes a part of a tensor"));
          case Known.Int _,
              Known.Real _,
              Known.Bool _,
              Known.Str _,
              Known.Batch _,
              Known.BlockValue _,
              Known.OperatorValue _ ->
              throw Stop.at(
                  index.span(), Code.TYPE_MISMATCH, Words.kind(list) + " has no elements");
        };
    if (i < 0 || i >= size) {
      throw Stop.at(
          span,
          Code.INDEX_OUT_OF_RANGE,
          "there is no element %d in %s"
              .formatted(i, size == 1 ? "a list of 1" : "a list of " + size));
    }
    return list instanceof Known.Range(long first, _, long step)
        ? new Known.Int(first + i * step)
        : ((Known.Sequence) list).elements().get((int) i);
  }

  private Known unary(Expression.Unary unary, Env env) {
    return switch (unary.operator()) {
      case NOT -> new Known.Bool(!condition(unary.operand(), env));
      case NEGATE -> {
        Known operand = evaluate(unary.operand(), env);
        yield switch (operand) {
          case Known.Tensor tensor -> tensors.negate(tensor, unary.span(), env);
          case Known.Real(double value) -> new Known.Real(-value);
          case Known.Int _,
              Known.Bool _,
              Known.Str _,
              Known.Sequence _,
              Known.Range _,
              Known.Batch _,
              Known.BlockValue _,
              Known.OperatorValue _ ->
              Arithmetic.apply(unary.span(), BinaryOperator.SUBTRACT, new Known.Int(0), operand);
        };
      }
    };
  }

  private Known binary(Expression.Binary binary, Env env) {
    // `and` and `or` do not evaluate what cannot matter: `i > 0 and depths[i - 1] > 2`.
    if (binary.operator() == BinaryOperator.AND) {
      return new Known.Bool(condition(binary.left(), env) && condition(binary.right(), env));
    }
    if (binary.operator() == BinaryOperator.OR) {
      return new Known.Bool(condition(binary.left(), env) || condition(binary.right(), env));
    }
    List<Known> operands = evaluateAll(List.of(binary.left(), binary.right()), env);
    Known left = operands.get(0);
    Known right = operands.get(1);
    if (left instanceof Known.Tensor || right instanceof Known.Tensor) {
      return tensors.apply(binary, left, right, env);
    }
    if (binary.operator() == BinaryOperator.ADD
        && left instanceof Known.Sequence(var first, boolean isTuple)
        && right instanceof Known.Sequence(var second, _)) {
      return joined(first, second, isTuple, binary.operatorSpan());
    }
    return Arithmetic.apply(binary.operatorSpan(), binary.operator(), left, right);
  }

  Known joined(List<Known> first, List<Known> second, boolean isTuple, SourceSpan span) {
    int size = first.size() + second.size();
    if (size > Limits.LIST_ELEMENTS) {
      throw Stop.at(
          span,
          Code.LIMIT_EXCEEDED,
          "a list of more than %d elements".formatted(Limits.LIST_ELEMENTS));
    }
    // Copying is work: without counting it, a loop that appends could take quadratic time.
    session.step(span, size / 16);
    List<Known> all = new ArrayList<>(first);
    all.addAll(second);
    return new Known.Sequence(all, isTuple);
  }

  private Known stages(Known piped, List<Stage> stages, Env env) {
    Known at = piped;
    for (Stage stage : stages) {
      at = stage(at, stage, env);
    }
    return at;
  }

  private Known stage(Known piped, Stage stage, Env env) {
    session.step(stage.span(), 1);
    return switch (stage) {
      case Stage.Call call ->
          caller.call(
              new Caller.Site(call.span(), call.label(), call.callee(), Optional.of(piped), env),
              call.arguments());
      case Stage.If(_, Expression condition, var then, var otherwise) ->
          stages(piped, condition(condition, env) ? then : otherwise, env);
      case Stage.Repeat repeat -> repeat(piped, repeat, env);
    };
  }

  private Known repeat(Known piped, Stage.Repeat repeat, Env env) {
    Known values = evaluate(repeat.values(), env);
    if (repeat.variable().isEmpty() && values instanceof Known.Int(long times)) {
      values = new Known.Range(0, Math.max(0, times), 1);
    }
    Known at = piped;
    for (Known value : Turns.of(values, repeat.values().span())) {
      session.step(repeat.span(), 1);
      Env turn = env.nested();
      repeat.variable().ifPresent(v -> turn.scope().define(v.text(), value, v.span()));
      at = stages(at, repeat.body(), turn);
    }
    return at;
  }
}
