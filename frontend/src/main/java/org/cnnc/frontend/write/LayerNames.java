package org.cnnc.frontend.write;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.cnnc.ir.UniqueNames;
import org.cnnc.ir.tensor.Value;

/**
 * The labels of layers. A layer whose weight is called {@code layer1.0.conv1.weight} is {@code
 * layer1.0.conv1}; one whose weight has no such name is called as its node, {@code
 * /layer1/layer1.0/conv1/Conv}; one whose node has no path either has no label, and the language
 * numbers it.
 */
final class LayerNames {
  /** What may not be a part of a label: {@code features.if} would begin a condition. */
  private static final Set<String> NO_PARTS =
      Set.of(
          "if", "else", "then", "for", "in", "repeat", "return", "true", "false", "not", "and",
          "or", "div");

  private final Definitions definitions;
  private final UniqueNames taken = new UniqueNames();

  private LayerNames(Definitions definitions) {
    this.definitions = definitions;
  }

  /** The calls with labels where they own weights. */
  static List<Call> label(List<Call> calls, Definitions definitions) {
    LayerNames names = new LayerNames(definitions);
    List<Optional<String>> paths =
        calls.stream().map(call -> names.ofWeights(call).map(LayerNames::legal)).toList();
    List<Optional<String>> scopes = names.ofNodes(calls);
    List<Call> labelled = new ArrayList<>();
    Map<Map<String, Value>, String> layers = new HashMap<>();
    Set<Map<String, Value>> again = appliedAgain(calls);
    for (int i = 0; i < calls.size(); i++) {
      Call call = calls.get(i);
      Optional<String> label = paths.get(i).isPresent() ? paths.get(i) : scopes.get(i);
      if (layers.containsKey(call.owned())) {
        labelled.add(call.shared(layers.get(call.owned())));
        continue;
      }
      if (again.contains(call.owned())) {
        label = Optional.of(names.taken.unique(label.orElse("shared")));
        layers.put(call.owned(), label.get());
      } else {
        label = label.map(names.taken::unique);
      }
      labelled.add(call.withLabel(label));
    }
    return withoutNumbers(labelled);
  }

  /** The weights of layers that are applied more than once. */
  private static Set<Map<String, Value>> appliedAgain(List<Call> calls) {
    Set<Map<String, Value>> seen = new HashSet<>();
    Set<Map<String, Value>> again = new HashSet<>();
    for (Call call : calls) {
      if (!call.owned().isEmpty() && !seen.add(call.owned())) {
        again.add(call.owned());
      }
    }
    return again;
  }

  /** {@code conv1} of {@code conv1.weight}. */
  private Optional<String> ofWeights(Call call) {
    return call.owned().entrySet().stream()
        .map(
            owned -> {
              String name = definitions.name(owned.getValue());
              String suffix = "." + owned.getKey();
              return name.endsWith(suffix)
                  ? name.substring(0, name.length() - suffix.length())
                  : "";
            })
        .filter(name -> !name.isEmpty())
        .findFirst();
  }

  /** The paths of the nodes' names, without the beginning that all of them have. */
  private List<Optional<String>> ofNodes(List<Call> calls) {
    List<List<String>> paths = new ArrayList<>();
    for (Call call : calls) {
      paths.add(call.owned().isEmpty() ? List.of() : path(call.result()));
    }
    List<List<String>> known = paths.stream().filter(p -> !p.isEmpty()).toList();
    int shared = known.size() < 2 ? 0 : commonLength(known);
    return paths.stream()
        .map(
            path ->
                path.size() <= shared
                    ? Optional.<String>empty()
                    : Optional.of(legal(String.join(".", path.subList(shared, path.size())))))
        .toList();
  }

  private static int commonLength(List<List<String>> paths) {
    int length = 0;
    while (true) {
      int at = length;
      Set<String> next =
          paths.stream()
              .map(path -> at < path.size() - 1 ? path.get(at) : "")
              .collect(Collectors.toSet());
      if (next.size() != 1 || next.contains("")) {
        return length;
      }
      length++;
    }
  }

  /** {@code layer1}, {@code 0}, {@code conv1} of the node {@code /layer1/layer1.0/conv1/Conv}. */
  private List<String> path(Value value) {
    List<String> layers = definitions.node(value).origin().layers();
    List<String> segments =
        layers.isEmpty()
            ? List.of()
            : Arrays.stream(layers.getFirst().split("/")).filter(s -> !s.isEmpty()).toList();
    List<String> path = new ArrayList<>();
    // The last segment is the operator's name.
    for (int i = 0; i < segments.size() - 1; i++) {
      String before = i == 0 ? "" : segments.get(i - 1) + ".";
      String segment = segments.get(i);
      String own = segment.startsWith(before) ? segment.substring(before.length()) : segment;
      path.addAll(List.of(own.split("\\.")));
    }
    return path;
  }

  /** A path as a label: {@code dense/MatMul:0} is {@code dense_MatMul_0}. */
  private static String legal(String path) {
    return Arrays.stream(path.split("\\.", -1))
        .map(segment -> segment.replaceAll("[^A-Za-z0-9_]", "_"))
        .map(
            segment ->
                segment.isEmpty() || NO_PARTS.contains(segment.replaceFirst("^[0-9]+", ""))
                    ? segment + "_"
                    : segment)
        .collect(Collectors.joining("."));
  }

  /**
   * Leaves out the labels that the language gives by itself, such as {@code conv2d1}; a layer that
   * has none gets one where its number is another layer's label.
   */
  static List<Call> withoutNumbers(List<Call> calls) {
    Set<String> labels = new HashSet<>();
    calls.forEach(call -> call.label().ifPresent(labels::add));
    Map<String, Integer> counters = new HashMap<>();
    List<Call> result = new ArrayList<>();
    for (Call call : calls) {
      String next = call.callee() + (counters.getOrDefault(call.callee(), 0) + 1);
      if (call.label().map(next::equals).orElse(call.owned().isEmpty() || !labels.contains(next))) {
        counters.merge(call.callee(), 1, Integer::sum);
        result.add(call.withLabel(Optional.empty()));
      } else {
        result.add(call.withLabel(call.label().or(() -> Optional.of(next + "_2"))));
      }
    }
    return result;
  }
}
