package org.cnnc.frontend.write;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.cnnc.frontend.syntax.Body;
import org.cnnc.frontend.syntax.Declaration;
import org.cnnc.frontend.syntax.Expression;
import org.cnnc.frontend.syntax.Name;
import org.cnnc.frontend.syntax.Parameter;
import org.cnnc.frontend.syntax.Shape;
import org.cnnc.frontend.syntax.SourceFile;
import org.cnnc.frontend.syntax.Stage;
import org.cnnc.frontend.syntax.Statement;
import org.cnnc.frontend.syntax.Text;
import org.cnnc.frontend.syntax.Type;

/**
 * Prints a syntax tree as a file of at most 100 columns: a pipe that does not fit on one line
 * begins a new one with each layer that has weights or a window.
 */
final class SourcePrinter {
  private static final int COLUMNS = 100;
  private static final String INDENT = "  ";

  private final StringBuilder out = new StringBuilder();

  private SourcePrinter() {}

  static String print(SourceFile file) {
    SourcePrinter printer = new SourcePrinter();
    printer.out.append("cnn 1\n");
    for (Declaration declaration : file.declarations()) {
      printer.out.append('\n');
      printer.declaration(declaration);
    }
    return printer.out.toString();
  }

  private void line(String indent, String text) {
    out.append(indent).append(text).append('\n');
  }

  private void declaration(Declaration declaration) {
    switch (declaration) {
      case Declaration.Block block -> {
        doc("", block.doc());
        String head =
            "block %s(%s)%s"
                .formatted(
                    block.name().text(),
                    parameters(block.parameters()),
                    block.result().map(shape -> ": " + shape(shape)).orElse(""));
        body(head, block.body());
      }
      case Declaration.Fn fn -> {
        doc("", fn.doc());
        String head =
            "fn %s(%s)%s"
                .formatted(
                    fn.name().text(),
                    parameters(fn.parameters()),
                    fn.result().map(type -> ": " + type(type)).orElse(""));
        body(head, fn.body());
      }
      case Declaration.Model model -> {
        doc("", model.doc());
        String parameters =
            model.parameters().isEmpty() ? "" : "(" + parameters(model.parameters()) + ")";
        statements("model " + model.name().text() + parameters, model.body());
      }
      case Declaration.Instance instance -> {
        doc("", instance.doc());
        String weights =
            instance.weights().map(w -> " weights " + ExpressionPrinter.quoted(w)).orElse("");
        line(
            "",
            "model %s = %s(%s)%s"
                .formatted(
                    instance.name().text(),
                    instance.model().text(),
                    ExpressionPrinter.arguments(instance.arguments()),
                    weights));
      }
      case Declaration.Import(_, var source, Name alias) ->
          line("", "import %s as %s".formatted(source(source), alias.text()));
      case Declaration.Test(_, Text title, Name model, var body) ->
          statements(
              "test %s for %s".formatted(ExpressionPrinter.quoted(title), model.text()), body);
    }
  }

  private static String source(Declaration.Import.Source source) {
    return switch (source) {
      case Declaration.Import.Source.File(Text path) -> ExpressionPrinter.quoted(path);
      case Declaration.Import.Source.Packaged(var path) -> path.text();
    };
  }

  private void doc(String indent, String doc) {
    doc.lines().forEach(line -> line(indent, line.isBlank() ? "///" : "/// " + line));
  }

  private void body(String head, Body body) {
    switch (body) {
      case Body.Value(Expression value) -> value("", head + " =", value, true);
      case Body.Statements(var statements, _) -> statements(head, statements);
    }
  }

  private void statements(String head, List<Statement> statements) {
    line("", head + " {");
    boolean declaring = true;
    for (int i = 0; i < statements.size(); i++) {
      boolean computing = statements.get(i) instanceof Statement.Assign;
      if (declaring && computing && i > 0) {
        out.append('\n');
      }
      declaring = !computing;
      statement(INDENT, statements.get(i));
    }
    line("", "}");
  }

  private void statement(String indent, Statement statement) {
    switch (statement) {
      case Statement.Input(_, Name name, Name dtype, Shape shape, var from, String doc) -> {
        doc(indent, doc);
        line(
            indent,
            "input %s: %s%s%s"
                .formatted(
                    name.text(),
                    dtype.text(),
                    shape(shape),
                    from.map(call -> " from " + ExpressionPrinter.text(call)).orElse("")));
      }
      case Statement.Output(_, Name name, Name dtype, Shape shape, var labels, String doc) -> {
        doc(indent, doc);
        line(
            indent,
            "output %s: %s%s%s"
                .formatted(
                    name.text(),
                    dtype.text(),
                    shape(shape),
                    labels.map(l -> " labels " + ExpressionPrinter.text(l)).orElse("")));
      }
      case Statement.Dim(_, Name name, Expression range) ->
          line(indent, "dim %s in %s".formatted(name.text(), ExpressionPrinter.text(range)));
      case Statement.Weights(_, Text path) ->
          line(indent, "weights " + ExpressionPrinter.quoted(path));
      case Statement.Param(_, Name name, Name dtype, Shape shape) ->
          line(indent, "param %s: %s%s".formatted(name.text(), dtype.text(), shape(shape)));
      case Statement.Require(_, Expression condition, Text message) ->
          line(
              indent,
              "require %s, %s"
                  .formatted(ExpressionPrinter.text(condition), ExpressionPrinter.quoted(message)));
      case Statement.Expect(_, var conditions) ->
          line(indent, "expect " + ExpressionPrinter.all(conditions));
      case Statement.If(_, Expression condition, var then, var otherwise) -> {
        line(indent, "if %s {".formatted(ExpressionPrinter.text(condition)));
        then.forEach(s -> statement(indent + INDENT, s));
        if (!otherwise.isEmpty()) {
          line(indent, "} else {");
          otherwise.forEach(s -> statement(indent + INDENT, s));
        }
        line(indent, "}");
      }
      case Statement.For(_, var pattern, boolean isTuple, Expression values, var body) -> {
        String names = pattern.stream().map(Name::text).collect(Collectors.joining(", "));
        line(
            indent,
            "for %s in %s {"
                .formatted(isTuple ? "(" + names + ")" : names, ExpressionPrinter.text(values)));
        body.forEach(s -> statement(indent + INDENT, s));
        line(indent, "}");
      }
      case Statement.Return(_, Expression value) -> value(indent, "return", value, false);
      case Statement.Assign(_, Name name, boolean isAdding, Expression value) ->
          value(indent, name.text() + (isAdding ? " +=" : " ="), value, false);
    }
  }

  /**
   * An expression behind the words that it follows, on as few lines as fit.
   *
   * @param below whether a long one begins on a line of its own
   */
  private void value(String indent, String head, Expression value, boolean below) {
    String whole = head + " " + ExpressionPrinter.text(value);
    if (indent.length() + whole.length() <= COLUMNS) {
      line(indent, whole);
      return;
    }
    String begin = below ? indent + INDENT : indent;
    String words = below ? "" : head + " ";
    if (below) {
      line(indent, head);
    }
    if (value instanceof Expression.Pipe(_, Expression source, var stages)) {
      first(begin, words, source);
      pipe(begin + INDENT, stages);
    } else {
      first(begin, words, value);
    }
  }

  /** The beginning of a pipe; a call that is too long has an argument a line. */
  private void first(String indent, String head, Expression source) {
    String whole = head + ExpressionPrinter.text(source);
    if (indent.length() + whole.length() <= COLUMNS
        || !(source instanceof Expression.Call(_, var callee, var arguments))) {
      line(indent, whole);
      return;
    }
    line(indent, head + callee.text() + "(");
    for (int i = 0; i < arguments.size(); i++) {
      String end = i == arguments.size() - 1 ? ")" : ",";
      argument(
          indent + INDENT, arguments.get(i).value(), ExpressionPrinter.text(arguments.get(i)), end);
    }
  }

  private void argument(String indent, Expression value, String whole, String end) {
    if (indent.length() + whole.length() + end.length() <= COLUMNS
        || !(value instanceof Expression.Pipe(_, Expression source, var stages))) {
      line(indent, whole + end);
      return;
    }
    line(indent, ExpressionPrinter.text(source));
    pipe(indent + INDENT, stages);
    out.insert(out.length() - 1, end);
  }

  /** Stages, as many on a line as belong together and fit. */
  private void pipe(String indent, List<Stage> stages) {
    List<String> rows = new ArrayList<>();
    StringBuilder row = new StringBuilder();
    for (Stage stage : stages) {
      String text = "-> " + ExpressionPrinter.text(stage);
      boolean fits = indent.length() + row.length() + 1 + text.length() <= COLUMNS;
      if (!row.isEmpty() && (beginsLine(stage) || !fits)) {
        rows.add(row.toString());
        row.setLength(0);
      }
      row.append(row.isEmpty() ? "" : " ").append(text);
    }
    rows.add(row.toString());
    rows.forEach(r -> line(indent, r));
  }

  /** Whether a stage is a step of the network, and not what goes with the step before it. */
  private static boolean beginsLine(Stage stage) {
    return switch (stage) {
      case Stage.Call(_, Optional<Text> _, var callee, _) -> {
        String name = callee.text();
        yield name.startsWith("conv")
            || name.contains("pool")
            || name.equals("linear")
            || name.equals("locally_connected2d")
            || Character.isUpperCase(name.charAt(0));
      }
      case Stage.If _, Stage.Repeat _ -> true;
    };
  }

  private static String parameters(List<Parameter> parameters) {
    return parameters.stream()
        .map(
            p ->
                p.name().text()
                    + p.kind().map(kind -> ": " + kind(kind)).orElse("")
                    + p.fallback().map(f -> " = " + ExpressionPrinter.text(f)).orElse(""))
        .collect(Collectors.joining(", "));
  }

  private static String kind(Parameter.Kind kind) {
    return switch (kind) {
      case Parameter.Kind.Shaped(Shape shape) -> shape(shape);
      case Parameter.Kind.Typed(Type type) -> type(type);
    };
  }

  private static String type(Type type) {
    return type.name().text()
        + type.length().map(n -> n == Type.ANY_LENGTH ? "[]" : "[" + n + "]").orElse("");
  }

  private static String shape(Shape shape) {
    return "[" + ExpressionPrinter.all(shape.dims()) + "]";
  }
}
