package org.cnnc.frontend.weights;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.cnnc.frontend.diagnostic.Code;
import org.cnnc.frontend.diagnostic.Diagnostic;
import org.cnnc.frontend.diagnostic.DiagnosticException;
import org.cnnc.frontend.diagnostic.Suggestion;
import org.cnnc.ir.Graph;
import org.cnnc.ir.Node;
import org.cnnc.ir.op.Constant;
import org.cnnc.ir.op.Parameter;
import org.cnnc.ir.tensor.DType;
import org.cnnc.ir.tensor.Tensor;

/** Gives a model its weights: every {@link Parameter} becomes a {@link Constant} of its name. */
public final class WeightBinder {
  /** PyTorch's count of training steps in every batch norm, which inference does not need. */
  private static final String HARMLESS = ".num_batches_tracked";

  /** More names than this are not searched for a misspelling, nor longer ones. */
  private static final int MAX_CANDIDATES = 500;

  private static final int MAX_NAME = 120;

  private final Graph graph;

  private WeightBinder(Graph graph) {
    this.graph = graph;
  }

  /**
   * Binds all parameters.
   *
   * @throws DiagnosticException with every weight that is missing, of another shape or type, or
   *     unknown to the model
   */
  public static Graph bind(Graph graph, WeightSource source) {
    WeightBinder binder = new WeightBinder(graph);
    return binder.with(
        switch (source) {
          case SafetensorsFile file -> binder.fromFile(file);
          case RandomWeights random -> binder.random(random);
          case NoWeights _ -> binder.none();
        });
  }

  /** The graph with its parameters replaced; every parameter has a tensor. */
  private Graph with(Map<String, Tensor> tensors) {
    List<Node> nodes = new ArrayList<>();
    for (Node node : graph.nodes()) {
      nodes.add(
          node.op() instanceof Parameter p
              ? new Node(
                  node.results(), new Constant(p.name(), tensors.get(p.name())), node.origin())
              : node);
    }
    return new Graph(graph.name(), nodes, graph.outputs());
  }

  private List<Parameter> parameters() {
    return graph.nodes().stream()
        .map(Node::op)
        .filter(Parameter.class::isInstance)
        .map(Parameter.class::cast)
        .toList();
  }

  private Map<String, Tensor> random(RandomWeights random) {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    parameters().forEach(p -> tensors.put(p.name(), random.tensor(p)));
    return tensors;
  }

  private Map<String, Tensor> none() {
    List<Parameter> parameters = parameters();
    if (!parameters.isEmpty()) {
      throw new DiagnosticException(
          Diagnostic.ofFile(
                  graph.name(),
                  Code.WEIGHT_MISSING,
                  "the model has %d weights, from `%s` on, and no data for them"
                      .formatted(parameters.size(), parameters.getFirst().name()))
              .help("give `--weights FILE.safetensors`, or `--weights random:1` to try the model"));
    }
    return Map.of();
  }

  private Map<String, Tensor> fromFile(SafetensorsFile file) {
    List<Diagnostic> wrong = new ArrayList<>();
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    List<Parameter> missing = new ArrayList<>();
    Map<String, SafetensorsFile.Entry> unused = new TreeMap<>(file.entries());
    for (Parameter p : parameters()) {
      SafetensorsFile.Entry entry = file.entries().get(p.name());
      unused.remove(p.name());
      if (entry == null) {
        missing.add(p);
      } else {
        read(file, p, entry, wrong).ifPresent(tensor -> tensors.put(p.name(), tensor));
      }
    }
    unused.keySet().removeIf(name -> name.endsWith(HARMLESS));
    reportUnmatched(file, missing, unused, wrong);
    if (!wrong.isEmpty()) {
      throw new DiagnosticException(wrong, Map.of());
    }
    return tensors;
  }

  private static Optional<Tensor> read(
      SafetensorsFile file, Parameter p, SafetensorsFile.Entry entry, List<Diagnostic> wrong) {
    if (!entry.dims().equals(p.type().dims())) {
      wrong.add(
          error(
              file,
              Code.WEIGHT_SHAPE,
              "`%s` is %s in the file, the model needs %s"
                  .formatted(p.name(), entry.dims(), p.type().dims())));
      return Optional.empty();
    }
    Optional<Tensor> tensor = file.tensor(entry, p.type().dtype());
    if (tensor.isEmpty()) {
      wrong.add(
          error(
                  file,
                  Code.WEIGHT_TYPE,
                  "`%s` is of type %s, which cannot be used".formatted(p.name(), entry.dtype()))
              .help(
                  p.type().dtype() == DType.F32
                      ? "save it as F32, F16 or BF16"
                      : "save it as " + SafetensorsWriter.name(p.type().dtype())));
    }
    return tensor;
  }

  /** Missing and unused names; a misspelt one is one mistake, not two. */
  private static void reportUnmatched(
      SafetensorsFile file,
      List<Parameter> missing,
      Map<String, SafetensorsFile.Entry> unused,
      List<Diagnostic> wrong) {
    Optional<String> prefix = commonPrefix(missing, unused);
    if (prefix.isPresent()) {
      wrong.add(
          error(
                  file,
                  Code.WEIGHT_MISSING,
                  "every name in the file begins with `%s`, no name of the model does"
                      .formatted(prefix.get()))
              .help("save the weights without that prefix"));
      return;
    }
    Map<String, SafetensorsFile.Entry> left = new TreeMap<>(unused);
    for (Parameter p : missing) {
      Optional<String> meant = misspelt(p, left);
      meant.ifPresent(left::remove);
      wrong.add(
          error(
                  file,
                  Code.WEIGHT_MISSING,
                  "the file has no `%s` %s".formatted(p.name(), p.type().dims()))
              .help(
                  meant.map(
                      "the file has `%s` of this shape, which the model does not use"::formatted)));
    }
    for (SafetensorsFile.Entry entry : left.values()) {
      wrong.add(
          error(
              file,
              Code.WEIGHT_EXTRA,
              "the model has no weight `%s` %s"
                  .formatted(SafetensorsHeader.shown(entry.name()), entry.dims())));
    }
  }

  /** The unused name of the same shape that is nearest to a missing one. */
  private static Optional<String> misspelt(Parameter p, Map<String, SafetensorsFile.Entry> unused) {
    if (p.name().length() > MAX_NAME) {
      return Optional.empty();
    }
    List<String> candidates =
        unused.values().stream()
            .filter(entry -> entry.dims().equals(p.type().dims()))
            .map(SafetensorsFile.Entry::name)
            .filter(name -> name.length() <= MAX_NAME)
            .limit(MAX_CANDIDATES)
            .toList();
    return Suggestion.nearest(p.name(), candidates);
  }

  /**
   * What PyTorch's wrappers put before every name, {@code module.}, if that is all that differs.
   */
  private static Optional<String> commonPrefix(
      List<Parameter> missing, Map<String, SafetensorsFile.Entry> unused) {
    if (missing.isEmpty()) {
      return Optional.empty();
    }
    String first = missing.getFirst().name();
    SortedSet<String> prefixes = new TreeSet<>();
    for (String name : unused.keySet()) {
      if (name.endsWith("." + first)) {
        prefixes.add(name.substring(0, name.length() - first.length()));
      }
    }
    return prefixes.stream()
        .filter(prefix -> missing.stream().allMatch(p -> unused.containsKey(prefix + p.name())))
        .filter(prefix -> unused.keySet().stream().allMatch(name -> name.startsWith(prefix)))
        .findFirst();
  }

  private static Diagnostic error(SafetensorsFile file, Code code, String message) {
    return Diagnostic.ofFile(file.name(), code, message);
  }
}
