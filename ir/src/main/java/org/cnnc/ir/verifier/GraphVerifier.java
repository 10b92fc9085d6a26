package org.cnnc.ir.verifier;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.cnnc.ir.CompilerBug;
import org.cnnc.ir.Graph;
import org.cnnc.ir.Node;
import org.cnnc.ir.Output;
import org.cnnc.ir.op.Constant;
import org.cnnc.ir.op.Fused;
import org.cnnc.ir.op.Input;
import org.cnnc.ir.op.Op;
import org.cnnc.ir.op.Parameter;
import org.cnnc.ir.tensor.Tensor;
import org.cnnc.ir.tensor.TensorType;
import org.cnnc.ir.tensor.Value;

/**
 * Checks what holds of every graph between passes. Shapes are the ops' own business: an op whose
 * operands do not fit cannot be made. The invariants:
 *
 * <ol>
 *   <li>a value is defined once;
 *   <li>a value is defined before it is read, with the type that its reader sees;
 *   <li>a node's results have the types that its op gives;
 *   <li>{@code %_} is read by the steps of a fused op only;
 *   <li>the anchor of a fused op computes something: it is no input, parameter or constant;
 *   <li>inputs, parameters and outputs have names, each one of its own among its kind;
 *   <li>constants of one name are one tensor, and no parameter has a constant's name;
 *   <li>there is an output.
 * </ol>
 */
public final class GraphVerifier {
  private final String pass;
  private final Map<Integer, TensorType> defined = new HashMap<>();
  private final Set<String> inputs = new HashSet<>();
  private final Set<String> parameters = new HashSet<>();
  private final Map<String, Tensor> constants = new HashMap<>();

  private GraphVerifier(String pass) {
    this.pass = pass;
  }

  /**
   * Checks the graph that {@code pass} has made.
   *
   * @throws CompilerBug which names the pass, the node and what does not hold
   */
  public static void verify(Graph graph, String pass) {
    new GraphVerifier(pass).graph(graph);
  }

  private void graph(Graph graph) {
    graph.nodes().forEach(this::node);
    Set<String> outputs = new HashSet<>();
    for (Output output : graph.outputs()) {
      check(
          isDefined(output.value()),
          "output `%s`: %s is not defined",
          output.name(),
          output.value());
      check(
          !output.name().isEmpty() && outputs.add(output.name()),
          "outputs: the name `%s` is empty or used twice",
          output.name());
    }
    check(!graph.outputs().isEmpty(), "the graph `%s` has no output", graph.name());
  }

  private void node(Node node) {
    Op op = node.op();
    for (Value operand : op.operands()) {
      check(!operand.isPrevious(), "%s: reads %%_ outside of an epilogue", described(node));
      check(
          isDefined(operand),
          "%s: reads %s, which is not defined before as %s",
          described(node),
          operand,
          operand.type());
    }
    if (op instanceof Fused fused) {
      check(
          !isLeaf(fused.anchor()),
          "%s: the anchor of a fused op computes nothing",
          described(node));
    }
    names(node);
    List<TensorType> types = node.results().stream().map(Value::type).toList();
    check(
        types.equals(op.resultTypes()),
        "%s: the results are %s, the op gives %s",
        described(node),
        types,
        op.resultTypes());
    for (Value result : node.results()) {
      check(
          result.id() >= 0 && defined.put(result.id(), result.type()) == null,
          "%s: %s is defined twice",
          described(node),
          result);
    }
  }

  private void names(Node node) {
    if (node.op() instanceof Input input) {
      check(
          !input.name().isEmpty() && inputs.add(input.name()),
          "%s: the name is empty or another input's",
          described(node));
    } else if (node.op() instanceof Parameter p) {
      check(
          !p.name().isEmpty() && !constants.containsKey(p.name()) && parameters.add(p.name()),
          "%s: the name is empty or another tensor's",
          described(node));
    } else if (node.op() instanceof Constant(String name, Tensor value) && !name.isEmpty()) {
      Tensor before = constants.putIfAbsent(name, value);
      check(
          !parameters.contains(name) && (before == null || before.equals(value)),
          "%s: the name is another tensor's",
          described(node));
    }
  }

  private boolean isDefined(Value value) {
    return value.type().equals(defined.get(value.id()));
  }

  private static boolean isLeaf(Op op) {
    return op instanceof Input || op instanceof Parameter || op instanceof Constant;
  }

  /** {@code %3 = Conv2d of layer1.0.conv1 at resnet.cnn:7:8}, with the name of a leaf. */
  private static String described(Node node) {
    String what =
        switch (node.op()) {
          case Input input -> "input `%s`".formatted(input.name());
          case Parameter p -> "parameter `%s`".formatted(p.name());
          case Constant constant -> "constant `%s`".formatted(constant.name());
          case Op op -> op.getClass().getSimpleName();
        };
    String origin = node.origin().toString();
    return "node %s = %s%s"
        .formatted(node.results(), what, origin.isEmpty() ? "" : " of " + origin);
  }

  private void check(boolean holds, String format, Object... arguments) {
    if (!holds) {
      throw new CompilerBug(pass, format.formatted(arguments));
    }
  }
}
