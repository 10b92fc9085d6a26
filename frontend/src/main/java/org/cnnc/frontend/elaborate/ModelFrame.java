package org.cnnc.frontend.elaborate;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.cnnc.frontend.Labels;
import org.cnnc.frontend.ModelDefinition;
import org.cnnc.frontend.ModelDefinition.InputSpec;
import org.cnnc.frontend.ModelDefinition.OutputSpec;
import org.cnnc.frontend.Pixels;
import org.cnnc.frontend.diagnostic.Code;
import org.cnnc.frontend.diagnostic.Diagnostic;
import org.cnnc.frontend.diagnostic.Limits;
import org.cnnc.frontend.known.Known;
import org.cnnc.frontend.known.Words;
import org.cnnc.frontend.syntax.Expression;
import org.cnnc.frontend.syntax.Name;
import org.cnnc.frontend.syntax.Statement;
import org.cnnc.frontend.syntax.Text;
import org.cnnc.ir.Origin;
import org.cnnc.ir.SourceSpan;
import org.cnnc.ir.op.Input;
import org.cnnc.ir.tensor.TensorType;
import org.cnnc.ir.tensor.Value;

/** What only a model's body declares: dimensions, inputs, outputs and the weight file. */
final class ModelFrame {
  private final Session session;
  private final Evaluator evaluator;
  private final ShapePatterns patterns;
  private final Map<String, Integer> dims;

  private final Set<String> dimensions = new LinkedHashSet<>();
  private final List<InputSpec> inputs = new ArrayList<>();
  private final Map<String, Declared> outputs = new LinkedHashMap<>();
  private Optional<Path> weights = Optional.empty();

  /** An output as it was declared. */
  private record Declared(Statement.Output statement, TensorType type, Optional<Labels> labels) {}

  /**
   * @param dims the sizes that the caller chose for symbolic dimensions
   */
  ModelFrame(Session session, Evaluator evaluator, Map<String, Integer> dims) {
    this.session = session;
    this.evaluator = evaluator;
    this.patterns = new ShapePatterns(evaluator);
    this.dims = dims;
  }

  List<InputSpec> inputs() {
    return inputs;
  }

  Optional<Path> weights() {
    return weights;
  }

  /** The names of the symbolic dimensions. */
  Set<String> dimensions() {
    return dimensions;
  }

  void declare(Statement statement, Env env) {
    switch (statement) {
      case Statement.Dim dim -> dim(dim, env);
      case Statement.Input input -> input(input, env);
      case Statement.Output output -> output(output, env);
      case Statement.Weights(SourceSpan span, Text path) ->
          weights = Optional.of(file(evaluator.text(path, env), span, env));
      case Statement.Param _,
          Statement.Require _,
          Statement.Expect _,
          Statement.If _,
          Statement.For _,
          Statement.Return _,
          Statement.Assign _ -> {}
    }
  }

  /** A file named in the model, relative to the file that names it. */
  static Path file(String path, SourceSpan span, Env env) {
    try {
      return env.frame().module().folder().orElse(Path.of("")).resolve(path).normalize();
    } catch (InvalidPathException e) {
      throw Stop.at(span, Code.INVALID_ARGUMENT, "`%s` is no file name".formatted(path));
    }
  }

  private void dim(Statement.Dim dim, Env env) {
    String name = dim.name().text();
    dimensions.add(name);
    Known range = evaluator.evaluate(dim.range(), env);
    if (!(range instanceof Known.Range(long first, long count, long step)) || step != 1) {
      throw Stop.at(
          dim.range().span(),
          Code.TYPE_MISMATCH,
          "a dimension lies in a range, such as `16..2048`, not in " + Words.kind(range));
    }
    int size = chosen(name, dim.name().span());
    if (size < first || size >= first + count) {
      throw Stop.at(
          dim.name().span(),
          Code.INVALID_ARGUMENT,
          "the dimension `%s` is %d, outside its range %s"
              .formatted(name, size, Words.text(range)));
    }
    env.scope().define(name, new Known.Int(size), dim.span());
  }

  private int chosen(String name, SourceSpan span) {
    Integer size = dims.get(name);
    if (size == null) {
      throw Stop.of(
          Diagnostic.at(
                  span, Code.UNBOUND_DIMENSION, "the dimension `%s` has no size".formatted(name))
              .help("choose one when compiling: --dim %s=256".formatted(name)));
    }
    return size;
  }

  private void input(Statement.Input input, Env env) {
    List<Expression> shape = input.shape().dims();
    boolean complete = true;
    for (int i = 0; i < shape.size(); i++) {
      try {
        bindSymbol(shape.get(i), i == 0, env);
      } catch (Stop stop) {
        // The other symbols are looked at too, so that one run asks for all of them.
        session.report(stop, env.frame());
        env.scope().poison(ShapePatterns.bindable(shape.get(i)).orElseThrow(), input.span());
        complete = false;
      }
    }
    if (!complete) {
      throw Stop.poisoned();
    }
    TensorType type = type(input.dtype(), input.shape().span(), patterns.dims(input.shape(), env));
    Optional<Pixels> pixels =
        input.from().map(call -> new PixelsReader(evaluator).read(call, type, env));
    inputs.add(
        new InputSpec(input.name().text(), type, pixels, declared(input.doc(), input.name())));
    Value value =
        session.graph.add(
            new Input(input.name().text(), type), Origin.of(input.name().text(), input.span()));
    env.scope().define(input.name().text(), new Known.Tensor(value), input.span());
  }

  private static ModelDefinition.Declared declared(String doc, Name name) {
    return new ModelDefinition.Declared(doc, Optional.of(name.span()));
  }

  private static TensorType type(Name dtype, SourceSpan span, List<Integer> dims) {
    if (dims.size() > Limits.RANK) {
      throw Stop.at(
          span,
          Code.LIMIT_EXCEEDED,
          "an input or output has at most %d dimensions".formatted(Limits.RANK));
    }
    try {
      return new TensorType(DTypes.of(dtype), dims);
    } catch (IllegalArgumentException e) {
      throw Stop.at(
          span,
          Code.LIMIT_EXCEEDED,
          "a tensor has at most %d elements".formatted(TensorType.MAX_ELEMENTS));
    }
  }

  /** An undeclared capital is the batch in the first place, and a chosen size elsewhere. */
  private void bindSymbol(Expression dim, boolean isFirst, Env env) {
    Optional<String> name = ShapePatterns.bindable(dim);
    if (name.isEmpty() || env.scope().find(name.get()).isPresent()) {
      return;
    }
    dimensions.add(name.get());
    boolean isBatch = isFirst && !dims.containsKey(name.get());
    Known size = isBatch ? new Known.Batch() : new Known.Int(chosen(name.get(), dim.span()));
    env.scope().define(name.get(), size, dim.span());
  }

  private void output(Statement.Output output, Env env) {
    String name = output.name().text();
    env.scope().declare(name, output.name().span());
    List<Integer> shape = patterns.dims(output.shape(), env);
    TensorType type = type(output.dtype(), output.shape().span(), shape);
    Optional<Labels> labels = output.labels().map(l -> labels(l, env));
    outputs.put(name, new Declared(output, type, labels));
  }

  private Labels labels(Expression labels, Env env) {
    Known known = evaluator.evaluate(labels, env);
    if (known instanceof Known.Str(String path)) {
      return new Labels.File(file(path, labels.span(), env));
    }
    if (known instanceof Known.Sequence(var elements, _)
        && elements.stream().allMatch(Known.Str.class::isInstance)) {
      return new Labels.Names(elements.stream().map(e -> ((Known.Str) e).value()).toList());
    }
    throw Stop.at(
        labels.span(), Code.TYPE_MISMATCH, "labels are a file's name or a list of strings");
  }

  /** The outputs in order, each assigned a tensor of its type; mistakes are reported. */
  List<OutputSpec> finish(Env env) {
    List<OutputSpec> specs = new ArrayList<>();
    outputs.forEach(
        (name, declared) -> {
          try {
            session.graph.output(name, assigned(name, declared, env));
            Statement.Output statement = declared.statement();
            specs.add(
                new OutputSpec(
                    name,
                    declared.type(),
                    declared.labels(),
                    declared(statement.doc(), statement.name())));
          } catch (Stop stop) {
            session.report(stop, env.frame());
          }
        });
    return specs;
  }

  private static Value assigned(String name, Declared declared, Env env) {
    Statement.Output statement = declared.statement();
    Scope.Variable variable = env.scope().find(name).orElseThrow();
    return switch (variable.state()) {
      case Scope.State.Poisoned() -> throw Stop.poisoned();
      case Scope.State.Unassigned() ->
          throw Stop.of(
              Diagnostic.at(
                      statement.name().span(),
                      Code.MISSING_OUTPUT,
                      "the output `%s` is never assigned".formatted(name))
                  .help("give it its value: %s = ...".formatted(name)));
      case Scope.State.Holds(Known.Tensor(Value value)) -> {
        if (!value.type().equals(declared.type())) {
          throw Stop.of(
              Diagnostic.at(
                      statement.shape().span(),
                      Code.SHAPE_MISMATCH,
                      "the output `%s` is declared %s, and assigned %s"
                          .formatted(name, text(declared.type()), text(value.type())))
                  .place(statement.shape().span(), Words.shape(declared.type()), "declared here")
                  .place(variable.assigned(), Words.shape(value.type()), "assigned here"));
        }
        yield value;
      }
      case Scope.State.Holds(Known known) ->
          throw Stop.at(
              variable.assigned(),
              Code.TYPE_MISMATCH,
              "the output `%s` must be a tensor, got %s".formatted(name, Words.kind(known)));
    };
  }

  private static String text(TensorType type) {
    return type.dtype().text() + Words.shape(type);
  }
}
