package org.cnnc.benchmarks.zoo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.cnnc.benchmarks.contestant.Contestant;
import org.cnnc.benchmarks.contestant.OnnxRuntime;
import org.cnnc.frontend.onnx.OnnxWriter;
import org.cnnc.ir.Graph;
import org.cnnc.ir.Node;
import org.cnnc.ir.Origin;
import org.cnnc.ir.op.Affine;
import org.cnnc.ir.op.BatchNorm;
import org.cnnc.ir.op.Binary;
import org.cnnc.ir.op.BinaryKind;
import org.cnnc.ir.op.Constant;
import org.cnnc.ir.op.Op;
import org.cnnc.ir.op.Reduce;
import org.cnnc.ir.op.ReduceKind;
import org.cnnc.ir.op.Unary;
import org.cnnc.ir.op.UnaryKind;
import org.cnnc.ir.tensor.Tensor;
import org.cnnc.ir.tensor.TensorType;
import org.cnnc.ir.tensor.Value;

/**
 * Gives the batch norms of a model with random weights the statistics of what reaches them, as
 * training would: with random statistics the signal of some models dies, layer by layer, under what
 * their batch norms add to it.
 */
final class BatchStatistics {
  private static final String MEAN = "mean";
  private static final String VARIANCE = "variance";

  private BatchStatistics() {}

  /** Whether a model has batch norms. */
  static boolean matter(Graph graph) {
    return graph.nodes().stream().anyMatch(node -> node.op() instanceof BatchNorm);
  }

  /**
   * A model with its batch norms' means and variances measured on a batch of images.
   *
   * @param graph with its weights
   * @param ofBatch the same graph for a batch of the images' number, over which it can take means
   * @param scratch a file to write
   */
  static Graph measured(Graph graph, Graph ofBatch, Map<String, Tensor> images, Path scratch) {
    try {
      OnnxWriter.write(measuring(ofBatch), scratch);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    try (Contestant runtime = new OnnxRuntime(scratch, images, Comparison.THREADS)) {
      runtime.run();
      return withStatistics(graph, runtime.outputs());
    }
  }

  /** The model normalizing by the statistics of the batch, which are the outputs. */
  private static Graph measuring(Graph graph) {
    Graph.Builder builder = new Graph.Builder(graph.name());
    Map<Value, Value> values = new HashMap<>();
    for (Node node : graph.nodes()) {
      Op op = node.op().mapOperands(values::get);
      if (op instanceof BatchNorm norm) {
        op = new Affine(standardized(norm, node, builder), norm.scale(), norm.shift());
      }
      define(node, builder.addAll(op, node.origin()), values);
    }
    return builder.build();
  }

  private static Value standardized(BatchNorm norm, Node node, Graph.Builder builder) {
    Origin origin = node.origin();
    List<Integer> axes =
        IntStream.range(0, norm.input().type().rank()).filter(axis -> axis != 1).boxed().toList();
    Value mean = builder.add(new Reduce(ReduceKind.MEAN, norm.input(), axes, true), origin);
    Value centered = builder.add(new Binary(BinaryKind.SUB, norm.input(), mean), origin);
    Value squares = builder.add(new Binary(BinaryKind.MUL, centered, centered), origin);
    Value variance = builder.add(new Reduce(ReduceKind.MEAN, squares, axes, true), origin);
    builder.output(MEAN + node.result().id(), mean);
    builder.output(VARIANCE + node.result().id(), variance);
    Tensor small = Tensor.filled(TensorType.f32(), norm.epsilon());
    Value epsilon = builder.add(new Constant("", small), origin);
    Value positive = builder.add(new Binary(BinaryKind.ADD, variance, epsilon), origin);
    Value deviation = builder.add(Unary.of(UnaryKind.SQRT, positive), origin);
    return builder.add(new Binary(BinaryKind.DIV, centered, deviation), origin);
  }

  private static Graph withStatistics(Graph graph, Map<String, float[]> statistics) {
    Graph.Builder builder = new Graph.Builder(graph.name());
    Map<Value, Value> values = new HashMap<>();
    for (Node node : graph.nodes()) {
      Op op = node.op().mapOperands(values::get);
      if (op instanceof BatchNorm norm) {
        int id = node.result().id();
        TensorType type = norm.mean().type();
        Tensor mean = Tensor.ofFloats(type, statistics.get(MEAN + id));
        Tensor variance = Tensor.ofFloats(type, statistics.get(VARIANCE + id));
        op =
            new BatchNorm(
                norm.input(),
                norm.scale(),
                norm.shift(),
                builder.add(new Constant("", mean), node.origin()),
                builder.add(new Constant("", variance), node.origin()),
                norm.epsilon());
      }
      define(node, builder.addAll(op, node.origin()), values);
    }
    graph.outputs().forEach(output -> builder.output(output.name(), values.get(output.value())));
    return builder.build();
  }

  private static void define(Node old, List<Value> results, Map<Value, Value> values) {
    for (int i = 0; i < results.size(); i++) {
      values.put(old.results().get(i), results.get(i));
    }
  }
}
