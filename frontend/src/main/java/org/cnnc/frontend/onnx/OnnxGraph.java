package org.cnnc.frontend.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.cnnc.ir.Graph;
import org.cnnc.ir.Node;
import org.cnnc.ir.Output;
import org.cnnc.ir.UniqueNames;
import org.cnnc.ir.op.Constant;
import org.cnnc.ir.op.Conv2d;
import org.cnnc.ir.op.ConvTranspose2d;
import org.cnnc.ir.op.Fused;
import org.cnnc.ir.op.Input;
import org.cnnc.ir.op.Linear;
import org.cnnc.ir.op.Op;
import org.cnnc.ir.op.Parameter;
import org.cnnc.ir.tensor.DType;
import org.cnnc.ir.tensor.Tensor;
import org.cnnc.ir.tensor.TensorType;
import org.cnnc.ir.tensor.Value;

/**
 * A graph in ONNX's terms.
 *
 * @param proto everything but the initializers
 * @param initializers may be larger than a protobuf message, so they are none yet
 */
record OnnxGraph(GraphProto proto, List<Initializer> initializers) {
  /** The name of the symbolic batch. */
  private static final String BATCH = "N";

  /**
   * Translates a graph whose parameters are bound.
   *
   * @throws IllegalArgumentException where a parameter is not
   */
  static OnnxGraph of(Graph graph) {
    UniqueNames names = new UniqueNames();
    NodeList nodes = new NodeList(names);
    GraphProto.Builder proto = GraphProto.newBuilder().setName(graph.name());
    Map<Value, String> nameOf = new HashMap<>();
    for (Input input : graph.inputs()) {
      proto.addInput(port(names.unique(input.name()), input.type()));
    }
    Map<Value, String> results = resultNames(graph, names);
    OpNodes ops = new OpNodes(nodes, batchedInput(graph));
    Set<Value> absent = absentBiases(graph);
    for (Node node : graph.nodes()) {
      switch (node.op()) {
        case Input input -> nameOf.put(node.result(), input.name());
        case Constant _ when absent.contains(node.result()) -> nameOf.put(node.result(), "");
        case Constant constant ->
            nameOf.put(
                node.result(),
                nodes.constant(
                    constant.name().isEmpty() ? "constant" : constant.name(), constant.value()));
        case Parameter p ->
            throw new IllegalArgumentException(
                "the parameter `%s` is not bound to data".formatted(p.name()));
        case Op op -> {
          String given = results.get(node.result());
          String name = given == null ? names.unique(layer(node)) : given;
          ops.write(op, nameOf::get, name);
          nameOf.put(node.result(), name);
        }
      }
    }
    for (Output output : graph.outputs()) {
      String name = nameOf.get(output.value());
      if (!name.equals(output.name())) {
        nodes.add("Identity", output.name(), List.of(name));
      }
      proto.addOutput(port(output.name(), output.value().type()));
    }
    return new OnnxGraph(proto.addAllNode(nodes.nodes()).build(), nodes.initializers());
  }

  /** Zeros that are nothing but biases: in ONNX a layer may have none. */
  private static Set<Value> absentBiases(Graph graph) {
    Set<Value> absent = new HashSet<>();
    for (Node node : graph.nodes()) {
      if (node.op() instanceof Constant(String name, Tensor value)
          && name.isEmpty()
          && value.type().dtype() == DType.F32
          && value.equals(Tensor.filled(value.type(), 0))) {
        absent.add(node.result());
      }
    }
    for (Node node : graph.nodes()) {
      Op op = node.op() instanceof Fused(Op anchor, var _) ? anchor : node.op();
      List<Value> operands = new ArrayList<>(node.op().operands());
      bias(op).ifPresent(operands::remove);
      operands.forEach(absent::remove);
    }
    graph.outputs().forEach(output -> absent.remove(output.value()));
    return absent;
  }

  private static Optional<Value> bias(Op op) {
    return switch (op) {
      case Conv2d conv -> Optional.of(conv.bias());
      case ConvTranspose2d conv -> Optional.of(conv.bias());
      case Linear linear -> Optional.of(linear.bias());
      case Op _ -> Optional.empty();
    };
  }

  /** Computed values that are outputs have the first output's name; all output names are taken. */
  private static Map<Value, String> resultNames(Graph graph, UniqueNames names) {
    Map<Value, String> results = new HashMap<>();
    for (Output output : graph.outputs()) {
      if (!names.unique(output.name()).equals(output.name())) {
        throw new IllegalArgumentException(
            "two inputs or outputs are named `%s`".formatted(output.name()));
      }
      results.putIfAbsent(output.value(), output.name());
    }
    return results;
  }

  private static String batchedInput(Graph graph) {
    return graph.inputs().stream()
        .filter(input -> input.type().isBatched())
        .map(Input::name)
        .findFirst()
        .orElse("");
  }

  /** What a node is called: the layer that it computes, or its op. */
  private static String layer(Node node) {
    return node.origin().layers().isEmpty()
        ? node.op().getClass().getSimpleName()
        : String.join("+", node.origin().layers());
  }

  private static ValueInfoProto port(String name, TensorType type) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    for (int dim : type.dims()) {
      if (dim == TensorType.BATCH) {
        shape.addDimBuilder().setDimParam(BATCH);
      } else {
        shape.addDimBuilder().setDimValue(dim);
      }
    }
    TypeProto.Tensor tensor =
        TypeProto.Tensor.newBuilder()
            .setElemType(ElementType.of(type.dtype()).getNumber())
            .setShape(shape)
            .build();
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(TypeProto.newBuilder().setTensorType(tensor))
        .build();
  }
}
