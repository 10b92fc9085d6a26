package org.cnnc.benchmarks.zoo;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.cnnc.benchmarks.contestant.Agreement;
import org.cnnc.frontend.ModelDefinition;
import org.cnnc.frontend.ModelDefinition.InputSpec;
import org.cnnc.frontend.ModelDefinition.OutputSpec;
import org.cnnc.ir.Graph;
import org.cnnc.ir.Node;
import org.cnnc.ir.Origin;
import org.cnnc.ir.op.Cast;
import org.cnnc.ir.op.Input;
import org.cnnc.ir.op.MaxPoolIndices2d;
import org.cnnc.ir.tensor.DType;
import org.cnnc.ir.tensor.Tensor;
import org.cnnc.ir.tensor.TensorType;
import org.cnnc.ir.tensor.Value;

/**
 * A model that chooses maxima by their places, with the places as inputs. Of two numbers that are
 * equal but for rounding one engine may choose the one, and another the other, and what is computed
 * from there has nothing in common any more. So both get the same places; and the places that each
 * would have chosen itself are outputs, with the numbers among which they were.
 *
 * @param definition with an input and two outputs more for each pooling that gives places
 * @param places the types of those inputs by name
 */
record Choices(ModelDefinition definition, Map<String, TensorType> places) {
  private static final String PLACES = "places";
  private static final String CHOSEN = "chosen_";
  private static final String AMONG = "among_";

  /** A model as it is, where it chooses nothing. */
  static Choices of(ModelDefinition definition) {
    Graph graph = definition.graph();
    Graph.Builder builder = new Graph.Builder(graph.name());
    Map<Value, Value> values = new HashMap<>();
    Map<String, TensorType> places = new LinkedHashMap<>();
    Map<String, Value> outputs = new LinkedHashMap<>();
    for (Node node : graph.nodes()) {
      List<Value> results = builder.addAll(node.op().mapOperands(values::get), node.origin());
      if (node.op() instanceof MaxPoolIndices2d pool) {
        Origin origin = node.origin();
        String name = PLACES + places.size();
        TensorType type = TensorType.f32().withDims(node.result().type().dims());
        places.put(name, type);
        outputs.put(CHOSEN + name, builder.add(new Cast(results.getFirst(), DType.F32), origin));
        outputs.put(AMONG + name, values.get(pool.input()));
        Value given = builder.add(new Input(name, type), Origin.of(name));
        results = List.of(builder.add(new Cast(given, DType.I64), origin));
      }
      for (int i = 0; i < results.size(); i++) {
        values.put(node.results().get(i), results.get(i));
      }
    }
    if (places.isEmpty()) {
      return new Choices(definition, places);
    }
    graph.outputs().forEach(output -> builder.output(output.name(), values.get(output.value())));
    outputs.forEach(builder::output);
    return new Choices(
        definition.withGraph(
            builder.build(), inputs(definition, places), outputs(definition, outputs)),
        places);
  }

  private static List<InputSpec> inputs(
      ModelDefinition definition, Map<String, TensorType> places) {
    List<InputSpec> inputs = new ArrayList<>(definition.inputs());
    places.forEach((name, type) -> inputs.add(new InputSpec(name, type, Optional.empty())));
    return inputs;
  }

  private static List<OutputSpec> outputs(ModelDefinition definition, Map<String, Value> more) {
    List<OutputSpec> outputs = new ArrayList<>(definition.outputs());
    more.forEach(
        (name, value) -> outputs.add(new OutputSpec(name, value.type(), Optional.empty())));
    return outputs;
  }

  /** The images with any places, for a first run that says what an engine chooses. */
  Map<String, Tensor> withAnyPlaces(Map<String, Tensor> images, int count) {
    Map<String, Tensor> inputs = new LinkedHashMap<>(images);
    places.forEach((name, type) -> inputs.put(name, Tensor.filled(type.withBatch(count), 0)));
    return inputs;
  }

  /** The images with the places that an engine chose. */
  Map<String, Tensor> withPlacesOf(
      Map<String, float[]> outputs, Map<String, Tensor> images, int count) {
    Map<String, Tensor> inputs = new LinkedHashMap<>(images);
    places.forEach(
        (name, type) ->
            inputs.put(name, Tensor.ofFloats(type.withBatch(count), outputs.get(CHOSEN + name))));
    return inputs;
  }

  /** The outputs of numbers: all but the places. */
  Map<String, float[]> numbers(Map<String, float[]> outputs) {
    Map<String, float[]> numbers = new LinkedHashMap<>(outputs);
    places.keySet().forEach(name -> numbers.remove(CHOSEN + name));
    return numbers;
  }

  /**
   * A choice of ours that is not as good as ONNX Runtime's, in words.
   *
   * @param isRounded whether ours rounds to bfloat16
   */
  Optional<String> violation(
      Map<String, float[]> expected, Map<String, float[]> actual, boolean isRounded) {
    for (String name : places.keySet()) {
      Map<String, float[]> best = chosen(name, expected, expected);
      Map<String, float[]> ours = chosen(name, actual, expected);
      Optional<String> violation = Agreement.of(best, ours, isRounded).violation();
      if (violation.isPresent()) {
        return violation;
      }
    }
    return Optional.empty();
  }

  /** The numbers at the places that were chosen. */
  private Map<String, float[]> chosen(
      String name, Map<String, float[]> choices, Map<String, float[]> numbers) {
    float[] chosen = choices.get(CHOSEN + name);
    float[] among = numbers.get(AMONG + name);
    TensorType type = places.get(name);
    int window = type.dim(2) * type.dim(3);
    int plane = (int) ((long) among.length * window / chosen.length);
    float[] maxima = new float[chosen.length];
    for (int i = 0; i < maxima.length; i++) {
      maxima[i] = among[i / window * plane + (int) chosen[i]];
    }
    return Map.of(AMONG + name, maxima);
  }
}
