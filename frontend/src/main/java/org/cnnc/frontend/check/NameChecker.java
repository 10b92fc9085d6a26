package org.cnnc.frontend.check;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.cnnc.frontend.diagnostic.Code;
import org.cnnc.frontend.diagnostic.Diagnostic;
import org.cnnc.frontend.diagnostic.Diagnostics;
import org.cnnc.frontend.diagnostic.Suggestion;
import org.cnnc.frontend.elaborate.DTypes;
import org.cnnc.frontend.elaborate.Types;
import org.cnnc.frontend.known.Functions;
import org.cnnc.frontend.operator.OperatorTable;
import org.cnnc.frontend.resolve.Module;
import org.cnnc.frontend.syntax.Body;
import org.cnnc.frontend.syntax.Declaration;
import org.cnnc.frontend.syntax.Expression;
import org.cnnc.frontend.syntax.Name;
import org.cnnc.frontend.syntax.Parameter;
import org.cnnc.frontend.syntax.Shape;
import org.cnnc.frontend.syntax.Statement;
import org.cnnc.frontend.syntax.Type;
import org.cnnc.ir.SourceSpan;

/** Checks the names of all declarations of a module and of all that it imports. */
public final class NameChecker {
  /** What kind of body a statement is in. */
  private enum Place {
    MODEL("a model"),
    BLOCK("a block"),
    FN("a function");

    private final String text;

    Place(String text) {
      this.text = text;
    }
  }

  private final Module module;
  private final Diagnostics diagnostics;
  private final ExpressionChecker expressions;

  private NameChecker(Module module, Diagnostics diagnostics) {
    this.module = module;
    this.diagnostics = diagnostics;
    this.expressions = new ExpressionChecker(module, diagnostics);
  }

  /** Reports what is wrong with names in a module and its imports, each file once. */
  public static void check(Module module, Diagnostics diagnostics) {
    Set<String> seen = new HashSet<>();
    List<Module> open = new ArrayList<>(List.of(module));
    while (!open.isEmpty()) {
      Module next = open.removeLast();
      if (seen.add(next.source().file())) {
        new NameChecker(next, diagnostics).checkAll();
        open.addAll(next.imports().values());
      }
    }
  }

  private void checkAll() {
    checkDuplicates();
    module.source().declarations().forEach(this::check);
  }

  private void report(SourceSpan span, Code code, String message) {
    diagnostics.report(Diagnostic.at(span, code, message));
  }

  private void checkDuplicates() {
    Map<String, SourceSpan> first = new LinkedHashMap<>();
    for (Declaration declaration : module.source().declarations()) {
      switch (declaration) {
        case Declaration.Import imported -> declared(imported.alias(), first);
        case Declaration.Fn fn -> declared(fn.name(), first);
        case Declaration.Block block -> declared(block.name(), first);
        case Declaration.Model model -> declared(model.name(), first);
        case Declaration.Instance instance -> declared(instance.name(), first);
        case Declaration.Test _ -> {}
      }
    }
  }

  private void declared(Name name, Map<String, SourceSpan> first) {
    SourceSpan before = first.putIfAbsent(name.text(), name.span());
    if (before != null) {
      report(
          name.span(),
          Code.DUPLICATE_NAME,
          "`%s` is declared already at %s".formatted(name.text(), before));
    } else if (OperatorTable.find(name.text()).isPresent() || Functions.has(name.text())) {
      report(
          name.span(),
          Code.DUPLICATE_NAME,
          "`%s` is the name of an operator or function of the language".formatted(name.text()));
    }
  }

  private void check(Declaration declaration) {
    switch (declaration) {
      case Declaration.Import _ -> {}
      case Declaration.Fn fn -> {
        Names names = parameters(fn.parameters());
        fn.result().ifPresent(this::checkType);
        body(fn.body(), names, Place.FN);
      }
      case Declaration.Block block -> {
        Names names = parameters(block.parameters());
        block.result().ifPresent(shape -> expressions.checkShape(shape, names));
        body(block.body(), names, Place.BLOCK);
      }
      case Declaration.Model model -> {
        Names names = parameters(model.parameters());
        statements(model.body(), names, Place.MODEL);
      }
      case Declaration.Instance instance -> expressions.checkInstance(instance);
      case Declaration.Test test -> {
        if (!module.models().contains(test.model().text())) {
          diagnostics.report(
              Diagnostic.at(
                      test.model().span(),
                      Code.UNKNOWN_MODEL,
                      "there is no model `%s` in this file".formatted(test.model().text()))
                  .help(Suggestion.didYouMean(test.model().text(), module.models())));
        }
      }
    }
  }

  private Names parameters(List<Parameter> parameters) {
    Names names = new Names();
    for (Parameter parameter : parameters) {
      if (names.has(parameter.name().text())) {
        report(
            parameter.name().span(),
            Code.DUPLICATE_NAME,
            "there are two parameters `%s`".formatted(parameter.name().text()));
      }
      names.add(parameter.name().text());
    }
    for (Parameter parameter : parameters) {
      parameter.fallback().ifPresent(f -> expressions.check(f, names));
      if (parameter.kind().isPresent()) {
        switch (parameter.kind().get()) {
          case Parameter.Kind.Typed(Type type) -> checkType(type);
          case Parameter.Kind.Shaped(Shape shape) -> expressions.bindShape(shape, names);
        }
      }
    }
    return names;
  }

  private void checkType(Type type) {
    checkTypeName(type.name(), Types.NAMES, "type");
  }

  private void checkTypeName(Name name, List<String> known, String what) {
    if (!known.contains(name.text())) {
      diagnostics.report(
          Diagnostic.at(
                  name.span(),
                  Code.UNKNOWN_TYPE,
                  "there is no %s `%s`".formatted(what, name.text()))
              .help(
                  Suggestion.didYouMean(name.text(), known)
                      .orElse("it is one of " + String.join(", ", known))));
    }
  }

  private void body(Body body, Names names, Place place) {
    switch (body) {
      case Body.Value(Expression expression) -> expressions.check(expression, names);
      case Body.Statements(List<Statement> statements, _) -> statements(statements, names, place);
    }
  }

  private void statements(List<Statement> statements, Names names, Place place) {
    statements.forEach(s -> statement(s, names, place));
  }

  private void statement(Statement statement, Names names, Place place) {
    switch (statement) {
      case Statement.Input input -> {
        only(Place.MODEL, place, statement, "input");
        checkTypeName(input.dtype(), DTypes.names(), "element type");
        expressions.bindShape(input.shape(), names);
        input.from().ifPresent(f -> expressions.checkArguments(f.arguments(), names));
        names.add(input.name().text());
      }
      case Statement.Output output -> {
        only(Place.MODEL, place, statement, "output");
        checkTypeName(output.dtype(), DTypes.names(), "element type");
        expressions.checkShape(output.shape(), names);
        output.labels().ifPresent(l -> expressions.check(l, names));
        names.add(output.name().text());
      }
      case Statement.Dim dim -> {
        only(Place.MODEL, place, statement, "dim");
        expressions.check(dim.range(), names);
        names.add(dim.name().text());
      }
      case Statement.Weights weights -> {
        only(Place.MODEL, place, statement, "weights");
        expressions.check(weights.path(), names);
      }
      case Statement.Param param -> {
        if (place == Place.FN) {
          misplaced(statement, "param", "a block or model");
        }
        checkTypeName(param.dtype(), DTypes.names(), "element type");
        expressions.checkShape(param.shape(), names);
        names.assign(param.name().text());
      }
      case Statement.Require require -> {
        expressions.check(require.condition(), names);
        expressions.check(require.message(), names);
      }
      case Statement.Expect _ -> misplaced(statement, "expect", "a test");
      case Statement.If conditional -> {
        expressions.check(conditional.condition(), names);
        statements(conditional.then(), names.nested(), place);
        statements(conditional.otherwise(), names.nested(), place);
      }
      case Statement.For loop -> {
        expressions.check(loop.values(), names);
        Names turn = names.nested();
        loop.pattern().forEach(n -> turn.add(n.text()));
        statements(loop.body(), turn, place);
      }
      case Statement.Return returned -> {
        if (place == Place.MODEL) {
          misplaced(statement, "return", "a block or function; a model assigns its outputs");
        }
        expressions.check(returned.value(), names);
      }
      case Statement.Assign assign -> {
        expressions.check(assign.value(), names);
        if (assign.isAdding()) {
          expressions.checkName(assign.name(), names);
        }
        names.assign(assign.name().text());
      }
    }
  }

  private void only(Place allowed, Place place, Statement statement, String word) {
    if (place != allowed) {
      misplaced(statement, word, allowed.text);
    }
  }

  private void misplaced(Statement statement, String word, String where) {
    report(statement.span(), Code.MISPLACED, "`%s` belongs into %s".formatted(word, where));
  }
}
