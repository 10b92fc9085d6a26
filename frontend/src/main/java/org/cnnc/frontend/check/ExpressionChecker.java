package org.cnnc.frontend.check;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.cnnc.frontend.diagnostic.Code;
import org.cnnc.frontend.diagnostic.Diagnostic;
import org.cnnc.frontend.diagnostic.Diagnostics;
import org.cnnc.frontend.diagnostic.Suggestion;
import org.cnnc.frontend.known.Constants;
import org.cnnc.frontend.known.Functions;
import org.cnnc.frontend.operator.Binding;
import org.cnnc.frontend.operator.Formal;
import org.cnnc.frontend.operator.Formals;
import org.cnnc.frontend.operator.Operator;
import org.cnnc.frontend.operator.OperatorTable;
import org.cnnc.frontend.resolve.Module;
import org.cnnc.frontend.syntax.Argument;
import org.cnnc.frontend.syntax.Declaration;
import org.cnnc.frontend.syntax.Expression;
import org.cnnc.frontend.syntax.Name;
import org.cnnc.frontend.syntax.Parameter;
import org.cnnc.frontend.syntax.Path;
import org.cnnc.frontend.syntax.Shape;
import org.cnnc.frontend.syntax.Stage;
import org.cnnc.frontend.syntax.Text;
import org.cnnc.ir.SourceSpan;

/** Checks the names in expressions, and the arguments of calls whose callee is known. */
final class ExpressionChecker {
  private final Module module;
  private final Diagnostics diagnostics;

  ExpressionChecker(Module module, Diagnostics diagnostics) {
    this.module = module;
    this.diagnostics = diagnostics;
  }

  void check(Expression expression, Names names) {
    switch (expression) {
      case Expression.Int _, Expression.Real _, Expression.Bool _ -> {}
      case Expression.Str(_, Text text) -> check(text, names);
      case Expression.Reference(Path path) -> reference(path, names, Code.UNKNOWN_NAME);
      case Expression.Call call -> call(call.callee(), call.arguments(), false, call.span(), names);
      case Expression.ListOf(_, var elements) -> elements.forEach(e -> check(e, names));
      case Expression.TupleOf(_, var elements) -> elements.forEach(e -> check(e, names));
      case Expression.Conditional(_, var condition, var then, var otherwise) -> {
        check(condition, names);
        check(then, names);
        check(otherwise, names);
      }
      case Expression.Index(_, var list, var indices) -> {
        check(list, names);
        indices.forEach(i -> check(i, names));
      }
      case Expression.Unary(_, _, var operand) -> check(operand, names);
      case Expression.Binary(_, _, _, var left, var right) -> {
        check(left, names);
        check(right, names);
      }
      case Expression.Pipe(_, var source, var stages) -> {
        check(source, names);
        stages.forEach(s -> stage(s, names));
      }
    }
  }

  void check(Text text, Names names) {
    for (Text.Part part : text.parts()) {
      switch (part) {
        case Text.Part.Literal _ -> {}
        case Text.Part.Hole(Expression value) -> check(value, names);
      }
    }
  }

  void checkName(Name name, Names names) {
    reference(new Path(name.span(), List.of(name)), names, Code.UNKNOWN_NAME);
  }

  void checkArguments(List<Argument> arguments, Names names) {
    arguments.forEach(a -> check(a.value(), names));
  }

  /** A shape in which every name must be known. */
  void checkShape(Shape shape, Names names) {
    for (Expression dim : shape.dims()) {
      if (dim instanceof Expression.Reference(Path path)) {
        reference(path, names, Code.UNKNOWN_DIMENSION);
      } else {
        check(dim, names);
      }
    }
  }

  /** A shape whose new names, which begin with capitals, are defined by it. */
  void bindShape(Shape shape, Names names) {
    for (Expression dim : shape.dims()) {
      if (dim instanceof Expression.Reference(Path path)
          && path.names().size() == 1
          && Character.isUpperCase(path.text().charAt(0))) {
        names.assign(path.text());
      }
    }
    checkShape(shape, names);
  }

  private void stage(Stage stage, Names names) {
    switch (stage) {
      case Stage.Call(SourceSpan span, var label, var callee, var arguments) -> {
        label.ifPresent(l -> check(l, names));
        call(callee, arguments, true, span, names);
      }
      case Stage.If(_, var condition, var then, var otherwise) -> {
        check(condition, names);
        then.forEach(s -> stage(s, names));
        otherwise.forEach(s -> stage(s, names));
      }
      case Stage.Repeat(_, var variable, var values, var body) -> {
        check(values, names);
        Names turn = names.nested();
        variable.ifPresent(v -> turn.add(v.text()));
        body.forEach(s -> stage(s, turn));
      }
    }
  }

  private void reference(Path path, Names names, Code code) {
    boolean known =
        names.has(path.text())
            || module
                .find(path)
                .filter(f -> f.declaration() instanceof Declaration.Block)
                .isPresent()
            || OperatorTable.find(path.text()).isPresent()
            || Constants.find(path.text()).isPresent();
    if (known) {
      return;
    }
    String what = code == Code.UNKNOWN_DIMENSION ? "dimension" : "name";
    Set<String> candidates = new TreeSet<>(names.all());
    candidates.addAll(code == Code.UNKNOWN_DIMENSION ? List.of() : Constants.words());
    Optional<String> help = Suggestion.didYouMean(path.text(), candidates);
    List<String> dimensions =
        names.all().stream().filter(n -> Character.isUpperCase(n.charAt(0))).toList();
    if (help.isEmpty() && code == Code.UNKNOWN_DIMENSION && !dimensions.isEmpty()) {
      help = Optional.of("known here: " + String.join(", ", dimensions));
    }
    diagnostics.report(
        Diagnostic.at(path.span(), code, "unknown %s `%s`".formatted(what, path.text()))
            .help(help));
  }

  private void call(
      Path callee, List<Argument> arguments, boolean isPiped, SourceSpan span, Names names) {
    boolean isShare = callee.text().equals("share");
    for (int i = 0; i < arguments.size(); i++) {
      boolean isLabel =
          isShare
              && i == arguments.size() - 1
              && arguments.get(i).value() instanceof Expression.Reference;
      if (!isLabel) {
        check(arguments.get(i).value(), names);
      }
    }
    // What a variable holds is known only when the model is elaborated.
    if (!isShare && !names.has(callee.text())) {
      formals(callee, names)
          .ifPresent(
              formals ->
                  Binding.bind(
                      callee.names().getLast().text(),
                      formals,
                      arguments,
                      isPiped,
                      span,
                      diagnostics::report));
    }
  }

  /** The parameters of a callee; none where it is unknown, which is reported, or takes anything. */
  private Optional<List<Formal>> formals(Path callee, Names names) {
    var found = module.find(callee);
    if (found.isPresent()) {
      return switch (found.get().declaration()) {
        case Declaration.Block block -> Optional.of(Formals.of(block.parameters()));
        case Declaration.Fn fn -> Optional.of(Formals.of(fn.parameters()));
        case Declaration.Model _,
            Declaration.Instance _,
            Declaration.Import _,
            Declaration.Test _ -> {
          diagnostics.report(
              Diagnostic.at(
                      callee.span(),
                      Code.TYPE_MISMATCH,
                      "`%s` is a model, and only a block can be a part of another"
                          .formatted(callee.text()))
                  .help("move what both need into a `block`"));
          yield Optional.empty();
        }
      };
    }
    String name = callee.text();
    Optional<Operator> operator = OperatorTable.find(name);
    if (operator.isEmpty() && !Functions.has(name)) {
      unknown(callee, names);
    }
    return operator.filter(o -> !Functions.has(name)).map(Operator::formals);
  }

  private void unknown(Path callee, Names names) {
    Name first = callee.names().getFirst();
    if (callee.names().size() > 1 && !module.imports().containsKey(first.text())) {
      diagnostics.report(
          Diagnostic.at(
                  first.span(),
                  Code.UNKNOWN_NAME,
                  "no file is imported as `%s`".formatted(first.text()))
              .help(Suggestion.didYouMean(first.text(), module.imports().keySet())));
      return;
    }
    if (OperatorTable.isVolumetric(callee.text())) {
      diagnostics.report(
          Diagnostic.at(
              callee.span(),
              Code.UNSUPPORTED,
              "`%s` is of volumes (3-D); there are operators of sequences (1-D) and images (2-D)"
                  .formatted(callee.text())));
      return;
    }
    diagnostics.report(
        Diagnostic.at(
                callee.span(),
                Code.UNKNOWN_OPERATOR,
                "unknown operator or block `%s`".formatted(callee.text()))
            .help(suggestion(callee, names)));
  }

  private Optional<String> suggestion(Path callee, Names names) {
    String wrong = callee.text();
    Set<String> candidates = new TreeSet<>(OperatorTable.names());
    candidates.addAll(Functions.names());
    candidates.addAll(callable(module));
    names.all().stream().filter(n -> n.length() > 1).forEach(candidates::add);
    Optional<String> qualified = Optional.empty();
    for (var imported : module.imports().entrySet()) {
      for (String name : callable(imported.getValue())) {
        candidates.add(imported.getKey() + "." + name);
        if (name.equals(wrong)) {
          qualified = Optional.of("did you mean `%s.%s`?".formatted(imported.getKey(), name));
        }
      }
    }
    return qualified
        .or(() -> OperatorTable.translated(wrong).map("here it is called `%s`"::formatted))
        .or(() -> Suggestion.didYouMean(wrong, candidates));
  }

  private static List<String> callable(Module module) {
    return module.named().entrySet().stream()
        .filter(
            e ->
                e.getValue() instanceof Declaration.Block || e.getValue() instanceof Declaration.Fn)
        .map(Map.Entry::getKey)
        .toList();
  }

  /** {@code model A = B(...)}: B is a model of this file or of an imported one. */
  void checkInstance(Declaration.Instance instance) {
    checkArguments(instance.arguments(), new Names());
    instance.weights().ifPresent(w -> check(w, new Names()));
    var found = module.find(instance.model());
    if (found.isPresent() && found.get().declaration() instanceof Declaration.Model model) {
      List<Parameter> parameters = model.parameters();
      Binding.bind(
          model.name().text(),
          Formals.of(parameters),
          instance.arguments(),
          false,
          instance.span(),
          diagnostics::report);
      return;
    }
    boolean isInstance =
        found.isPresent() && found.get().declaration() instanceof Declaration.Instance;
    String name = instance.model().text();
    diagnostics.report(
        isInstance
            ? Diagnostic.at(
                instance.model().span(),
                Code.TYPE_MISMATCH,
                "`%s` is an instance itself; name the model it is of".formatted(name))
            : Diagnostic.at(
                    instance.model().span(),
                    Code.UNKNOWN_MODEL,
                    "there is no model `%s`".formatted(name))
                .help(Suggestion.didYouMean(name, module.models())));
  }
}
