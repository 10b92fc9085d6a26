package org.cnnc.frontend.write;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.cnnc.frontend.FrontendOptions;
import org.cnnc.frontend.ModelDefinition;
import org.cnnc.frontend.ModelDefinition.InputSpec;
import org.cnnc.frontend.ModelDefinition.OutputSpec;
import org.cnnc.frontend.diagnostic.Code;
import org.cnnc.frontend.diagnostic.DiagnosticException;
import org.cnnc.frontend.diagnostic.Diagnostics;
import org.cnnc.frontend.diagnostic.SourceText;
import org.cnnc.frontend.elaborate.ModelElaborator;
import org.cnnc.frontend.parse.CnnFileParser;
import org.cnnc.frontend.resolve.Module;
import org.cnnc.frontend.syntax.Declaration;
import org.cnnc.frontend.syntax.SourceFile;
import org.cnnc.frontend.syntax.Statement;
import org.cnnc.ir.CompilerBug;
import org.cnnc.ir.Graph;
import org.cnnc.ir.Node;
import org.cnnc.ir.Output;
import org.cnnc.ir.UnsupportedException;
import org.cnnc.ir.op.Input;
import org.cnnc.ir.tensor.TensorType;
import org.cnnc.ir.tensor.Value;

/** Writes models as {@code .cnn} files. */
public final class CnnWriter {
  private static final String FILE = "model.cnn";

  private final ModelDefinition definition;
  private final Definitions definitions;
  private final Identifiers identifiers = new Identifiers();
  private final Map<Value, String> names = new HashMap<>();

  private CnnWriter(ModelDefinition definition) {
    this.definition = definition;
    this.definitions = new Definitions(definition.graph());
  }

  /**
   * Writes a model. The text means the same graph: that is checked.
   *
   * @param weights the file that the text will name for its weights, where it has any
   * @throws UnsupportedException with what the language has no words for, or a bound that the model
   *     passes
   */
  public static CnnSource write(ModelDefinition definition, String weights) {
    ModelDefinition named = named(definition);
    CnnWriter writer = new CnnWriter(named);
    List<Call> calls =
        LayerNames.label(Calls.of(named.graph(), writer.definitions), writer.definitions);
    SourceFile file = writer.file(Blocks.of(named.graph(), calls, writer.definitions), weights);
    String text = SourcePrinter.print(file);
    return new CnnSource(text, GraphMatch.weights(read(text), named.graph()));
  }

  /**
   * The same model with names that the language allows: the model's begins with a capital; inputs
   * and outputs are identifiers, {@code input_1} for {@code input.1}.
   */
  public static ModelDefinition named(ModelDefinition definition) {
    Identifiers identifiers = new Identifiers();
    Map<String, String> inputs = new HashMap<>();
    Map<String, String> outputs = new HashMap<>();
    definition.inputs().forEach(i -> inputs.put(i.name(), identifiers.unique(i.name())));
    definition.outputs().forEach(o -> outputs.put(o.name(), identifiers.unique(o.name())));
    Graph graph = definition.graph();
    String name = Identifiers.camelCase(definition.name());
    Graph named =
        new Graph(
            name,
            graph.nodes().stream()
                .map(
                    node ->
                        node.op() instanceof Input(String input, TensorType type)
                            ? new Node(
                                node.results(), new Input(inputs.get(input), type), node.origin())
                            : node)
                .toList(),
            graph.outputs().stream()
                .map(o -> new Output(outputs.get(o.name()), o.value()))
                .toList());
    return new ModelDefinition(
        name,
        definition.doc(),
        named,
        definition.inputs().stream()
            .map(i -> new InputSpec(inputs.get(i.name()), i.type(), i.pixels(), i.declared()))
            .toList(),
        definition.outputs().stream()
            .map(o -> new OutputSpec(outputs.get(o.name()), o.type(), o.labels(), o.declared()))
            .toList(),
        definition.weights(),
        definition.tests(),
        definition.sources(),
        List.of(name));
  }

  private SourceFile file(Blocks.Found found, String weights) {
    List<Call> calls = found.calls();
    List<Statement> statements = new ArrayList<>();
    for (Node node : definition.graph().nodes()) {
      if (node.op() instanceof Input(String name, TensorType type)) {
        identifiers.take(name);
        names.put(node.result(), name);
        statements.add(
            new Statement.Input(
                Tree.NOWHERE,
                Tree.name(name),
                Tree.name(type.dtype().text()),
                Tree.shape(type.dims()),
                Optional.empty(),
                ""));
      }
    }
    for (OutputSpec output : definition.outputs()) {
      identifiers.take(output.name());
      statements.add(
          new Statement.Output(
              Tree.NOWHERE,
              Tree.name(output.name()),
              Tree.name(output.type().dtype().text()),
              Tree.shape(output.type().dims()),
              Optional.empty(),
              ""));
    }
    List<Statement> params = params(calls);
    if (!params.isEmpty() || calls.stream().anyMatch(call -> !call.owned().isEmpty())) {
      statements.add(new Statement.Weights(Tree.NOWHERE, Tree.text(weights)));
    }
    statements.addAll(params);
    statements.addAll(body(calls, found.blocks()));
    List<Declaration> declarations = new ArrayList<>(found.declarations());
    declarations.add(
        new Declaration.Model(
            Tree.name(definition.name()), List.of(), statements, definition.doc()));
    return new SourceFile(FILE, declarations);
  }

  /** The trained tensors that no layer owns. */
  private List<Statement> params(List<Call> calls) {
    Set<Value> needed = new LinkedHashSet<>();
    calls.forEach(call -> needed.addAll(call.operands()));
    definition.graph().outputs().forEach(output -> needed.add(output.value()));
    List<Statement> params = new ArrayList<>();
    for (Value value : needed) {
      if (definitions.isLeaf(value) && !definitions.isWritten(value)) {
        Value weight = definitions.stored(value);
        if (names.containsKey(weight)) {
          continue;
        }
        String name = definitions.name(weight);
        names.put(weight, identifiers.unique(name.isEmpty() ? "constant" : name));
        params.add(
            new Statement.Param(
                Tree.NOWHERE,
                Tree.name(names.get(weight)),
                Tree.name(weight.type().dtype().text()),
                Tree.shape(weight.type().dims())));
      }
    }
    return params;
  }

  private List<Statement> body(List<Call> calls, List<BlockWriter> blocks) {
    Map<Value, String> results = new LinkedHashMap<>();
    List<Output> others = new ArrayList<>();
    for (Output output : definition.graph().outputs()) {
      boolean computed = calls.stream().anyMatch(call -> call.result().equals(output.value()));
      if (!computed || results.putIfAbsent(output.value(), output.name()) != null) {
        others.add(output);
      }
    }
    BodyWriter writer = new BodyWriter(definitions, names, identifiers, Vocabulary.ofModel(blocks));
    List<Statement> statements = new ArrayList<>(writer.write(calls, results));
    for (Output output : others) {
      statements.add(
          new Statement.Assign(
              Tree.NOWHERE, Tree.name(output.name()), false, writer.reference(output)));
    }
    return statements;
  }

  /** The graph that a text means. */
  private static Graph read(String text) {
    SourceText source = new SourceText(FILE, text, text.lines().toList(), "");
    Diagnostics diagnostics = new Diagnostics(Map.of(FILE, source));
    try {
      Optional<SourceFile> parsed = CnnFileParser.parse(source, diagnostics);
      diagnostics.throwIfAny();
      Module module = new Module(parsed.orElseThrow(), Optional.empty(), Map.of());
      String model = module.models().getFirst();
      return new ModelElaborator(module, FrontendOptions.DEFAULT, diagnostics)
          .elaborate(model, List.of())
          .graph();
    } catch (DiagnosticException e) {
      if (e.diagnostics().stream().allMatch(d -> d.code() == Code.LIMIT_EXCEEDED)) {
        throw new UnsupportedException(
            "as a .cnn file the model is too large: " + e.diagnostics().getFirst().message());
      }
      throw new CompilerBug("write", e.getMessage() + "\n" + text, e);
    }
  }
}
