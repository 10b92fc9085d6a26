package org.cnnc.frontend.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto.Dimension;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What a graph's inputs call their dimensions that have no size. */
final class SymbolicDims {
  /** The dimensions of each input, in order; those with a size have no name. */
  private final Map<String, List<Optional<String>>> inputs = new TreeMap<>();

  SymbolicDims(GraphProto graph) {
    Set<String> initializers =
        graph.getInitializerList().stream().map(TensorProto::getName).collect(Collectors.toSet());
    for (ValueInfoProto input : graph.getInputList()) {
      if (!initializers.contains(input.getName())) {
        inputs.put(input.getName(), names(input));
      }
    }
  }

  private static List<Optional<String>> names(ValueInfoProto input) {
    List<Dimension> dims = input.getType().getTensorType().getShape().getDimList();
    List<Optional<String>> names = new ArrayList<>();
    for (int axis = 0; axis < dims.size(); axis++) {
      names.add(isSized(dims.get(axis)) ? Optional.empty() : Optional.of(name(input, axis)));
    }
    return names;
  }

  static boolean isSized(Dimension dim) {
    return dim.hasDimValue() && dim.getDimValue() >= 0;
  }

  /** What the model calls a dimension, or the input's name and the axis: {@code image.2}. */
  static String name(ValueInfoProto input, int axis) {
    String name = input.getType().getTensorType().getShape().getDim(axis).getDimParam();
    return name.isEmpty() ? input.getName() + "." + axis : name;
  }

  /** The names of the inputs, sorted. */
  Set<String> inputs() {
    return Collections.unmodifiableSet(inputs.keySet());
  }

  /** The names of all symbolic dimensions, sorted. */
  Set<String> names() {
    return inputs.values().stream()
        .flatMap(List::stream)
        .flatMap(Optional::stream)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** The names of those that need a size and are not among the given ones, sorted. */
  Set<String> open(Set<String> given) {
    Set<String> open = new TreeSet<>();
    for (List<Optional<String>> names : inputs.values()) {
      names.stream().skip(1).flatMap(Optional::stream).forEach(open::add);
    }
    open.removeAll(given);
    return open;
  }

  /**
   * The sizes that arrays give to all dimensions but the batch, an input's first. An array may lack
   * the batch. Those that fit no input say nothing.
   *
   * @param shapes of arrays, by the inputs' names
   */
  SortedMap<String, Integer> sizes(Map<String, List<Integer>> shapes) {
    SortedMap<String, Integer> sizes = new TreeMap<>();
    inputs.forEach(
        (input, names) -> {
          List<Integer> shape = shapes.getOrDefault(input, List.of());
          int lacking = names.size() - shape.size();
          if (lacking != 0 && lacking != 1) {
            return;
          }
          for (int axis = 1; axis < names.size(); axis++) {
            int size = shape.get(axis - lacking);
            names.get(axis).ifPresent(name -> sizes.putIfAbsent(name, size));
          }
        });
    return sizes;
  }
}
