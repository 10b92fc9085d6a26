package org.cnnc.frontend.elaborate;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.cnnc.frontend.diagnostic.Code;
import org.cnnc.frontend.diagnostic.Diagnostic;
import org.cnnc.frontend.known.Known;
import org.cnnc.frontend.operator.OperatorCall;
import org.cnnc.frontend.resolve.Module;
import org.cnnc.frontend.syntax.Body;
import org.cnnc.frontend.syntax.Declaration;
import org.cnnc.frontend.syntax.Parameter;
import org.cnnc.frontend.syntax.Shape;
import org.cnnc.frontend.syntax.Type;
import org.cnnc.ir.SourceSpan;

/** Runs the bodies of blocks and functions with their parameters bound. */
final class BlockRunner {
  private final Session session;
  private final Evaluator evaluator;
  private final ShapePatterns patterns;

  BlockRunner(Session session, Evaluator evaluator) {
    this.session = session;
    this.evaluator = evaluator;
    this.patterns = new ShapePatterns(evaluator);
  }

  /**
   * A use of a block.
   *
   * @param path the full path of its label
   * @param again whether it is used once more with the same weights
   */
  record Use(
      SourceSpan span, Frame frame, Optional<String> label, Optional<String> path, boolean again) {}

  Known run(
      Declaration.Block block, Module module, Map<String, OperatorCall.Given> values, Use use) {
    String name = Caller.described(block.name().text(), values);
    Diagnostic.Frame link =
        new Diagnostic.Frame(use.label().map(l -> l + ": " + name).orElse(name), use.span());
    Frame frame =
        use.path().isPresent()
            ? use.frame().labelled(module, use.path().get(), use.again(), link)
            : use.frame().inlined(module, link);
    Env env = new Env(new Scope(), frame);
    session.enter(use.span(), use.frame());
    try {
      bindParameters(block.parameters(), values, use, env);
      Known result = body(block.name().text(), block.body(), env);
      block.result().ifPresent(shape -> checkResult(block, shape, result, env));
      return result;
    } catch (Stop stop) {
      session.report(stop, frame);
      throw Stop.poisoned();
    } finally {
      session.leave();
    }
  }

  Known run(
      Declaration.Fn fn,
      Module module,
      Map<String, OperatorCall.Given> values,
      SourceSpan span,
      Frame caller) {
    Diagnostic.Frame link = new Diagnostic.Frame(Caller.described(fn.name().text(), values), span);
    Frame frame = caller.inlined(module, link);
    Env env = new Env(new Scope(), frame);
    session.enter(span, caller);
    try {
      Use use = new Use(span, caller, Optional.empty(), Optional.empty(), false);
      bindParameters(fn.parameters(), values, use, env);
      Known result = body(fn.name().text(), fn.body(), env);
      return fn.result().isEmpty()
          ? result
          : Types.coerced(
              fn.result().get(),
              result,
              fn.name().span(),
              "the result of `%s`".formatted(fn.name().text()));
    } catch (Stop stop) {
      session.report(stop, frame);
      throw Stop.poisoned();
    } finally {
      session.leave();
    }
  }

  /**
   * Numbers first, in order, so that a default may use those before; then shapes, which use all.
   */
  void bindParameters(
      List<Parameter> parameters, Map<String, OperatorCall.Given> values, Use use, Env env) {
    for (Parameter parameter : parameters) {
      String name = parameter.name().text();
      OperatorCall.Given given = values.get(name);
      Known known =
          given != null
              ? given.value()
              : evaluator.evaluate(parameter.fallback().orElseThrow(), env);
      SourceSpan span =
          given == null
              ? parameter.fallback().orElseThrow().span()
              : given.span().orElse(use.span());
      if (parameter.kind().isPresent()
          && parameter.kind().get() instanceof Parameter.Kind.Typed(var type)) {
        known = atCaller("`%s`".formatted(name), type, known, span, use);
      }
      env.scope().define(name, known, parameter.name().span());
    }
    for (Parameter parameter : parameters) {
      if (parameter.kind().isPresent()
          && parameter.kind().get() instanceof Parameter.Kind.Shaped(var shape)) {
        OperatorCall.Given given = values.get(parameter.name().text());
        Optional<SourceSpan> span = given == null ? Optional.empty() : given.span();
        patterns.bind(parameter.name(), shape, span.orElse(use.span()), env);
      }
    }
  }

  /** A wrong argument is the caller's mistake, and shown in the caller's chain. */
  private Known atCaller(String what, Type type, Known known, SourceSpan span, Use use) {
    try {
      return Types.coerced(type, known, span, what);
    } catch (Stop stop) {
      session.report(stop, use.frame());
      throw Stop.poisoned();
    }
  }

  private Known body(String name, Body body, Env env) {
    return switch (body) {
      case Body.Value(var expression) -> evaluator.evaluate(expression, env);
      case Body.Statements(var statements, SourceSpan end) ->
          new StatementRunner(session, evaluator)
              .run(statements, env)
              .orElseThrow(
                  () ->
                      Stop.of(
                          Diagnostic.at(
                                  end,
                                  Code.MISSING_RETURN,
                                  "`%s` ends without a result".formatted(name))
                              .help("end it with `return` and the result")));
    };
  }

  private void checkResult(Declaration.Block block, Shape shape, Known result, Env env) {
    patterns.check(
        "the result of `%s`".formatted(block.name().text()), shape, result, shape.span(), env);
  }
}
