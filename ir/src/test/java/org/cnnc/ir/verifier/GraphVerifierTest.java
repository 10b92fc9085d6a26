package org.cnnc.ir.verifier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.cnnc.ir.CompilerBug;
import org.cnnc.ir.Graph;
import org.cnnc.ir.Node;
import org.cnnc.ir.Origin;
import org.cnnc.ir.Output;
import org.cnnc.ir.op.Constant;
import org.cnnc.ir.op.Fused;
import org.cnnc.ir.op.Input;
import org.cnnc.ir.op.Op;
import org.cnnc.ir.op.Parameter;
import org.cnnc.ir.op.Unary;
import org.cnnc.ir.op.UnaryKind;
import org.cnnc.ir.tensor.Tensor;
import org.cnnc.ir.tensor.TensorType;
import org.cnnc.ir.tensor.Value;
import org.junit.jupiter.api.Test;

/** One graph that breaks each invariant, made by hand since no builder would make it. */
class GraphVerifierTest {
  private static final TensorType F2 = TensorType.f32(2);
  private static final Value V0 = new Value(0, F2);
  private static final Value V1 = new Value(1, F2);
  private static final Node X = node(V0, new Input("x", F2));
  private static final Output Y = new Output("y", V0);

  private static Node node(Value result, Op op) {
    return new Node(List.of(result), op, Origin.NONE);
  }

  private static Unary relu(Value x) {
    return Unary.of(UnaryKind.RELU, x);
  }

  private static Graph graph(Node... nodes) {
    return new Graph("g", List.of(nodes), List.of(Y));
  }

  private static void assertRefused(String message, Graph graph) {
    CompilerBug bug =
        assertThrows(CompilerBug.class, () -> GraphVerifier.verify(graph, "fold-affine"));
    assertEquals("internal error in pass 'fold-affine': " + message, bug.getMessage());
  }

  @Test
  void acceptsAGoodGraph() {
    GraphVerifier.verify(graph(X, node(V1, relu(V0))), "test");
  }

  @Test
  void refusesAValueDefinedTwice() {
    assertRefused("node [%0] = Unary: %0 is defined twice", graph(X, node(V0, relu(V0))));
  }

  @Test
  void refusesAUseBeforeTheDefinition() {
    assertRefused(
        "node [%1] = Unary: reads %1, which is not defined before as f32[2]",
        graph(X, node(V1, relu(V1))));
  }

  @Test
  void refusesAnotherTypeThanTheDefinitions() {
    assertRefused(
        "node [%1] = Unary: reads %0, which is not defined before as f32[3]",
        graph(X, node(V1, relu(new Value(0, TensorType.f32(3))))));
  }

  @Test
  void refusesAResultOfAnotherType() {
    assertRefused(
        "node [%1] = Unary: the results are [f32[3]], the op gives [f32[2]]",
        graph(X, node(new Value(1, TensorType.f32(3)), relu(V0))));
  }

  @Test
  void refusesThePreviousStepOutsideOfAnEpilogue() {
    assertRefused(
        "node [%1] = Unary: reads %_ outside of an epilogue",
        graph(X, node(V1, relu(Value.previous(F2)))));
  }

  @Test
  void refusesAFusedLeaf() {
    Op fused = new Fused(new Input("z", F2), List.of(relu(Value.previous(F2))));
    assertRefused(
        "node [%1] = Fused: the anchor of a fused op computes nothing", graph(X, node(V1, fused)));
  }

  @Test
  void refusesANameUsedTwice() {
    assertRefused(
        "node [%1] = input `x`: the name is empty or another input's",
        graph(X, node(V1, new Input("x", F2))));
    assertRefused(
        "node [%1] = parameter ``: the name is empty or another tensor's",
        graph(X, node(V1, new Parameter("", F2, Parameter.Role.BIAS))));
    Constant ones = new Constant("w", Tensor.filled(F2, 1));
    Constant twos = new Constant("w", Tensor.filled(F2, 2));
    assertRefused(
        "node [%2] = constant `w`: the name is another tensor's",
        graph(X, node(V1, ones), node(new Value(2, F2), twos)));
    assertRefused(
        "outputs: the name `y` is empty or used twice", new Graph("g", List.of(X), List.of(Y, Y)));
  }

  @Test
  void refusesOutputsThatAreNotThere() {
    assertRefused("the graph `g` has no output", new Graph("g", List.of(X), List.of()));
    assertRefused(
        "output `y`: %1 is not defined", new Graph("g", List.of(X), List.of(new Output("y", V1))));
  }
}
