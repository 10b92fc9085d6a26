package org.cnnc.frontend.elaborate;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.cnnc.frontend.GoldenTest;
import org.cnnc.frontend.ModelDefinition.InputSpec;
import org.cnnc.frontend.ModelDefinition.OutputSpec;
import org.cnnc.frontend.diagnostic.Code;
import org.cnnc.frontend.diagnostic.Diagnostic;
import org.cnnc.frontend.diagnostic.Suggestion;
import org.cnnc.frontend.known.Known;
import org.cnnc.frontend.known.Words;
import org.cnnc.frontend.operator.Literals;
import org.cnnc.frontend.resolve.Module;
import org.cnnc.frontend.syntax.Argument;
import org.cnnc.frontend.syntax.BinaryOperator;
import org.cnnc.frontend.syntax.Declaration;
import org.cnnc.frontend.syntax.Expression;
import org.cnnc.frontend.syntax.Statement;
import org.cnnc.ir.SourceSpan;

/** Reads the {@code test} declarations of a model into data; nothing is run here. */
final class GoldenTests {
  private static final double DEFAULT_TOLERANCE = 1e-4;

  private final Session session;
  private final Evaluator evaluator;
  private final List<InputSpec> inputs;
  private final List<OutputSpec> outputs;

  GoldenTests(
      Session session, Evaluator evaluator, List<InputSpec> inputs, List<OutputSpec> outputs) {
    this.session = session;
    this.evaluator = evaluator;
    this.inputs = inputs;
    this.outputs = outputs;
  }

  /** The tests of a model, which an instance shares with the model it is of. */
  List<GoldenTest> read(Module module, List<String> models) {
    List<GoldenTest> tests = new ArrayList<>();
    for (Declaration declaration : module.source().declarations()) {
      if (declaration instanceof Declaration.Test test && models.contains(test.model().text())) {
        Env env = new Env(new Scope(), Frame.ofModel(module, test.model().text(), test.span()));
        tests.add(read(test, env));
      }
    }
    return tests;
  }

  private GoldenTest read(Declaration.Test test, Env env) {
    List<GoldenTest.Given> given = new ArrayList<>();
    List<GoldenTest.Expectation> expectations = new ArrayList<>();
    String title = "";
    try {
      title = evaluator.text(test.title(), env);
    } catch (Stop stop) {
      session.report(stop, env.frame());
    }
    for (Statement statement : test.body()) {
      try {
        read(statement, given, expectations, env);
      } catch (Stop stop) {
        session.report(stop, env.frame());
      }
    }
    return new GoldenTest(title, given, expectations);
  }

  private void read(
      Statement statement,
      List<GoldenTest.Given> given,
      List<GoldenTest.Expectation> expectations,
      Env env) {
    switch (statement) {
      case Statement.Assign assign when !assign.isAdding() -> {
        String name = assign.name().text();
        List<String> names = inputs.stream().map(InputSpec::name).toList();
        checkKnown(name, names, "input", assign.name().span());
        given.add(new GoldenTest.Given(name, source(assign.value(), env)));
      }
      case Statement.Expect(_, var conditions) ->
          conditions.forEach(c -> expectations.add(expectation(c, env)));
      case Statement.Assign _,
          Statement.Input _,
          Statement.Output _,
          Statement.Dim _,
          Statement.Weights _,
          Statement.Param _,
          Statement.Require _,
          Statement.If _,
          Statement.For _,
          Statement.Return _ ->
          throw Stop.at(
              statement.span(),
              Code.MISPLACED,
              "a test gives inputs their values, and then says what to `expect`");
    }
  }

  private static void checkKnown(String name, List<String> names, String what, SourceSpan span) {
    if (!names.contains(name)) {
      throw Stop.of(
          Diagnostic.at(span, Code.UNKNOWN_NAME, "the model has no %s `%s`".formatted(what, name))
              .help(Suggestion.didYouMean(name, names)));
    }
  }

  /** {@code image("seven.png")}, {@code npy("seven.npy")}, or numbers in nested lists. */
  private GoldenTest.Source source(Expression expression, Env env) {
    if (expression instanceof Expression.Call call
        && (call.callee().text().equals("image") || call.callee().text().equals("npy"))) {
      if (call.arguments().size() != 1 || call.arguments().getFirst().name().isPresent()) {
        throw Stop.at(
            call.span(),
            Code.MISSING_ARGUMENT,
            "`%s` takes the name of a file".formatted(call.callee().text()));
      }
      Expression name = call.arguments().getFirst().value();
      Known file = evaluator.evaluate(name, env);
      if (!(file instanceof Known.Str(String path))) {
        throw Stop.at(
            name.span(), Code.TYPE_MISMATCH, "a file's name is a string, not " + Words.kind(file));
      }
      var resolved = ModelFrame.file(path, name.span(), env);
      return call.callee().text().equals("image")
          ? new GoldenTest.Source.Image(resolved)
          : new GoldenTest.Source.Npy(resolved);
    }
    try {
      return new GoldenTest.Source.Literal(Literals.tensor(evaluator.evaluate(expression, env)));
    } catch (IllegalArgumentException e) {
      throw Stop.at(expression.span(), Code.TYPE_MISMATCH, "an input " + e.getMessage());
    }
  }

  private GoldenTest.Expectation expectation(Expression condition, Env env) {
    if (condition instanceof Expression.Binary binary) {
      if (binary.left() instanceof Expression.Call top
          && top.callee().text().equals("top1")
          && top.arguments().size() == 1
          && binary.operator() == BinaryOperator.EQUAL) {
        return topClass(binary, output(top.arguments().getFirst().value()), env);
      }
      if (binary.left() instanceof Expression.Index index) {
        return element(binary, index, env);
      }
    }
    if (condition instanceof Expression.Call close && close.callee().text().equals("close")) {
      return close(close, env);
    }
    throw Stop.of(
        Diagnostic.at(condition.span(), Code.INVALID_ARGUMENT, "this cannot be expected")
            .help("top1(scores) == 7, scores[0, 7] > 0.9, or close(scores, npy(\"scores.npy\"))"));
  }

  private String output(Expression expression) {
    List<String> names = outputs.stream().map(OutputSpec::name).toList();
    if (expression instanceof Expression.Reference(var path)) {
      checkKnown(path.text(), names, "output", expression.span());
      return path.text();
    }
    throw Stop.at(expression.span(), Code.TYPE_MISMATCH, "this must be the name of an output");
  }

  private GoldenTest.Expectation topClass(Expression.Binary binary, String output, Env env) {
    Known expected = evaluator.evaluate(binary.right(), env);
    if (expected instanceof Known.Str(String label)) {
      return new GoldenTest.Expectation.TopLabel(binary.span(), output, label);
    }
    if (expected instanceof Known.Int(long index) && index >= 0 && index <= Integer.MAX_VALUE) {
      return new GoldenTest.Expectation.TopClass(binary.span(), output, (int) index);
    }
    throw Stop.at(
        binary.right().span(), Code.TYPE_MISMATCH, "a class is a number from 0 or a label");
  }

  private GoldenTest.Expectation element(
      Expression.Binary binary, Expression.Index index, Env env) {
    String output = output(index.list());
    List<Integer> place = new ArrayList<>();
    for (Expression i : index.indices()) {
      place.add(Math.clamp(evaluator.integer(i, env, "an index"), -1, Integer.MAX_VALUE));
    }
    var type =
        outputs.stream().filter(o -> o.name().equals(output)).findFirst().orElseThrow().type();
    boolean inside = place.size() == type.rank();
    for (int i = 0; inside && i < place.size(); i++) {
      inside = place.get(i) >= 0 && (type.dim(i) < 0 || place.get(i) < type.dim(i));
    }
    if (!inside) {
      throw Stop.at(
          index.span(),
          Code.INDEX_OUT_OF_RANGE,
          "the output is %s and has no element %s".formatted(Words.shape(type), place));
    }
    return new GoldenTest.Expectation.Element(
        binary.span(), output, place, comparison(binary), number(binary.right(), env));
  }

  private static GoldenTest.Comparison comparison(Expression.Binary binary) {
    return switch (binary.operator()) {
      case LESS -> GoldenTest.Comparison.LESS;
      case LESS_OR_EQUAL -> GoldenTest.Comparison.LESS_OR_EQUAL;
      case GREATER -> GoldenTest.Comparison.GREATER;
      case GREATER_OR_EQUAL -> GoldenTest.Comparison.GREATER_OR_EQUAL;
      case ADD,
          SUBTRACT,
          MULTIPLY,
          DIVIDE,
          REMAINDER,
          FLOOR_DIVIDE,
          POWER,
          TO,
          UNTIL,
          EQUAL,
          NOT_EQUAL,
          AND,
          OR ->
          throw Stop.of(
              Diagnostic.at(
                      binary.operatorSpan(),
                      Code.INVALID_ARGUMENT,
                      "an element is compared by `<`, `<=`, `>` or `>=`")
                  .help("results are rounded; `close(...)` compares within a tolerance"));
    };
  }

  private double number(Expression expression, Env env) {
    Known known = evaluator.evaluate(expression, env);
    return known
        .asReal()
        .orElseThrow(
            () ->
                Stop.at(
                    expression.span(),
                    Code.TYPE_MISMATCH,
                    "a number is needed, not " + Words.kind(known)));
  }

  private GoldenTest.Expectation close(Expression.Call close, Env env) {
    List<Argument> arguments = close.arguments();
    boolean fits =
        arguments.size() >= 2
            && arguments.size() <= 3
            && arguments.get(0).name().isEmpty()
            && arguments.get(1).name().isEmpty()
            && arguments.stream()
                .skip(2)
                .allMatch(a -> a.name().map(n -> n.text().equals("atol")).orElse(false));
    if (!fits) {
      throw Stop.of(
          Diagnostic.at(
                  close.span(), Code.MISSING_ARGUMENT, "`close` needs an output and its values")
              .help("close(scores, npy(\"scores.npy\"), atol=1e-4)"));
    }
    Optional<Argument> tolerance = arguments.stream().skip(2).findFirst();
    return new GoldenTest.Expectation.Close(
        close.span(),
        output(arguments.get(0).value()),
        source(arguments.get(1).value(), env),
        tolerance.isPresent() ? number(tolerance.get().value(), env) : DEFAULT_TOLERANCE);
  }
}
