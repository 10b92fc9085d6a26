package org.cnnc.frontend.elaborate;

import java.util.List;
import java.util.Optional;
import org.cnnc.frontend.diagnostic.Code;
import org.cnnc.frontend.diagnostic.Diagnostic;
import org.cnnc.frontend.known.Known;
import org.cnnc.frontend.known.Words;
import org.cnnc.frontend.syntax.BinaryOperator;
import org.cnnc.frontend.syntax.Expression;
import org.cnnc.frontend.syntax.Path;
import org.cnnc.frontend.syntax.Statement;
import org.cnnc.frontend.syntax.Text;
import org.cnnc.ir.op.Parameter;
import org.cnnc.ir.tensor.TensorType;

/** Runs the statements of blocks, functions and models. */
final class StatementRunner {
  private final Session session;
  private final Evaluator evaluator;
  private final Optional<ModelFrame> model;

  /** For the body of a block or function. */
  StatementRunner(Session session, Evaluator evaluator) {
    this(session, evaluator, Optional.empty());
  }

  /** For the body of a model, which may declare inputs and outputs. */
  StatementRunner(Session session, Evaluator evaluator, Optional<ModelFrame> model) {
    this.session = session;
    this.evaluator = evaluator;
    this.model = model;
  }

  /**
   * The value that a {@code return} gave, if one was reached. Mistakes are reported, each with its
   * statement.
   *
   * @throws Stop where a mistake leaves unknown what is returned
   */
  Optional<Known> run(List<Statement> statements, Env env) {
    for (Statement statement : statements) {
      session.step(statement.span(), 1);
      Optional<Known> returned = run(statement, env);
      if (returned.isPresent()) {
        return returned;
      }
    }
    return Optional.empty();
  }

  private Optional<Known> run(Statement statement, Env env) {
    try {
      return switch (statement) {
        case Statement.Return(_, Expression value) -> Optional.of(evaluator.evaluate(value, env));
        case Statement.If conditional ->
            run(
                evaluator.condition(conditional.condition(), env)
                    ? conditional.then()
                    : conditional.otherwise(),
                env.nested());
        case Statement.For loop -> loop(loop, env);
        case Statement.Assign assign -> {
          assign(assign, env);
          yield Optional.empty();
        }
        case Statement.Require(_, Expression condition, Text message) -> {
          require(statement, condition, message, env);
          yield Optional.empty();
        }
        case Statement.Param param -> {
          param(param, env);
          yield Optional.empty();
        }
        case Statement.Input _,
            Statement.Output _,
            Statement.Dim _,
            Statement.Weights _,
            Statement.Expect _ -> {
          // Outside a model these were reported when the file was checked.
          model.ifPresent(frame -> frame.declare(statement, env));
          yield Optional.empty();
        }
      };
    } catch (Stop stop) {
      session.report(stop, env.frame());
      poison(statement, env.scope());
      if (stop.endsBody()) {
        throw stop;
      }
      if (returns(statement)) {
        throw Stop.poisoned();
      }
      return Optional.empty();
    }
  }

  private void assign(Statement.Assign assign, Env env) {
    String name = assign.name().text();
    Known value = evaluator.evaluate(assign.value(), env);
    if (assign.isAdding()) {
      Known before =
          evaluator.evaluate(
              new Expression.Reference(new Path(assign.name().span(), List.of(assign.name()))),
              env);
      value = added(before, value, assign, env);
    }
    env.scope().assign(name, value, assign.span());
  }

  private Known added(Known before, Known value, Statement.Assign assign, Env env) {
    if (before instanceof Known.Sequence(var first, boolean isTuple)
        && value instanceof Known.Sequence(var second, _)) {
      return evaluator.joined(first, second, isTuple, assign.span());
    }
    if (before instanceof Known.Tensor || value instanceof Known.Tensor) {
      return new TensorArithmetic(session)
          .apply(
              new Expression.Binary(
                  assign.span(),
                  assign.span(),
                  BinaryOperator.ADD,
                  new Expression.Reference(new Path(assign.name().span(), List.of(assign.name()))),
                  assign.value()),
              before,
              value,
              env);
    }
    return Arithmetic.apply(assign.span(), BinaryOperator.ADD, before, value);
  }

  private Optional<Known> loop(Statement.For loop, Env env) {
    for (Known value : Turns.of(evaluator.evaluate(loop.values(), env), loop.values().span())) {
      session.step(loop.span(), 1);
      Env turn = env.nested();
      bindPattern(loop, value, turn.scope());
      Optional<Known> returned = run(loop.body(), turn);
      if (returned.isPresent()) {
        return returned;
      }
    }
    return Optional.empty();
  }

  private static void bindPattern(Statement.For loop, Known value, Scope scope) {
    if (!loop.isTuple()) {
      scope.define(loop.pattern().getFirst().text(), value, loop.pattern().getFirst().span());
      return;
    }
    int names = loop.pattern().size();
    if (!(value instanceof Known.Sequence(var elements, _)) || elements.size() != names) {
      throw Stop.at(
          loop.values().span(),
          Code.TYPE_MISMATCH,
          "the loop takes %d values each turn, got %s".formatted(names, Words.kind(value)));
    }
    for (int i = 0; i < names; i++) {
      scope.define(loop.pattern().get(i).text(), elements.get(i), loop.pattern().get(i).span());
    }
  }

  private void require(Statement require, Expression condition, Text message, Env env) {
    if (!evaluator.condition(condition, env)) {
      session.report(
          Diagnostic.at(require.span(), Code.REQUIRE_FAILED, evaluator.text(message, env)),
          env.frame());
      throw Stop.abandoned();
    }
  }

  /** A trained tensor of the block itself: {@code <block>.<name>}. */
  private void param(Statement.Param param, Env env) {
    var dims = new ShapePatterns(evaluator).dims(param.shape(), env);
    TensorType type = new TensorType(DTypes.of(param.dtype()), dims);
    Parameter.Role role = dims.size() >= 2 ? Parameter.Role.WEIGHT : Parameter.Role.SCALE;
    String path = env.frame().path(param.name().text());
    OriginLayer layer = new OriginLayer(session, env.frame(), param.span(), path);
    Known value = layer.guarded("param", () -> new Known.Tensor(layer.parameter(path, type, role)));
    env.scope().assign(param.name().text(), value, param.span());
  }

  /** Takes the value from every variable that the statement would have given one. */
  private static void poison(Statement statement, Scope scope) {
    switch (statement) {
      case Statement.Assign assign -> scope.poison(assign.name().text(), assign.span());
      case Statement.Param param -> scope.poison(param.name().text(), param.span());
      case Statement.Input input -> scope.poison(input.name().text(), input.span());
      case Statement.Output output -> scope.poison(output.name().text(), output.span());
      case Statement.Dim dim -> scope.poison(dim.name().text(), dim.span());
      case Statement.If(_, _, var then, var otherwise) -> {
        then.forEach(s -> poisonKnown(s, scope));
        otherwise.forEach(s -> poisonKnown(s, scope));
      }
      case Statement.For loop -> loop.body().forEach(s -> poisonKnown(s, scope));
      case Statement.Weights _, Statement.Require _, Statement.Expect _, Statement.Return _ -> {}
    }
  }

  /** As {@link #poison}, for a nested body: its own variables are gone anyway. */
  private static void poisonKnown(Statement statement, Scope scope) {
    switch (statement) {
      case Statement.Assign assign when scope.find(assign.name().text()).isPresent() ->
          poison(assign, scope);
      case Statement.If _, Statement.For _ -> poison(statement, scope);
      case Statement.Assign _,
          Statement.Param _,
          Statement.Input _,
          Statement.Output _,
          Statement.Dim _,
          Statement.Weights _,
          Statement.Require _,
          Statement.Expect _,
          Statement.Return _ -> {}
    }
  }

  private static boolean returns(Statement statement) {
    return switch (statement) {
      case Statement.Return _ -> true;
      case Statement.If(_, _, var then, var otherwise) ->
          then.stream().anyMatch(StatementRunner::returns)
              || otherwise.stream().anyMatch(StatementRunner::returns);
      case Statement.For loop -> loop.body().stream().anyMatch(StatementRunner::returns);
      case Statement.Assign _,
          Statement.Param _,
          Statement.Input _,
          Statement.Output _,
          Statement.Dim _,
          Statement.Weights _,
          Statement.Require _,
          Statement.Expect _ ->
          false;
    };
  }
}
