package org.cnnc.optimizer.pass;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.cnnc.ir.CompilerBug;
import org.cnnc.ir.Graph;
import org.cnnc.ir.Origin;
import org.cnnc.ir.op.Affine;
import org.cnnc.ir.op.Binary;
import org.cnnc.ir.op.BinaryKind;
import org.cnnc.ir.op.Constant;
import org.cnnc.ir.op.Conv2d;
import org.cnnc.ir.op.Input;
import org.cnnc.ir.op.Reshape;
import org.cnnc.ir.op.Unary;
import org.cnnc.ir.op.UnaryKind;
import org.cnnc.ir.op.Window;
import org.cnnc.ir.tensor.Tensor;
import org.cnnc.ir.tensor.TensorType;
import org.cnnc.ir.tensor.Value;
import org.cnnc.ir.text.GraphReader;
import org.cnnc.optimizer.rule.Rewriter;
import org.cnnc.optimizer.rule.Rule;
import org.junit.jupiter.api.Test;

class DefaultPipelineTest {
  private static final String RELU =
      """
      graph @g {
        %0 = input @x : f32[N,2,4,4]
        %1 = identity %0 : f32[N,2,4,4]
        %2 = relu %1 : f32[N,2,4,4]
        return %2 as @y
      }
      """;

  @Test
  void passIsFoundByItsName() {
    DefaultPipeline.PASSES.forEach(pass -> assertSame(pass, DefaultPipeline.byName(pass.name())));
    assertEquals(
        DefaultPipeline.PASSES.size(),
        DefaultPipeline.PASSES.stream().map(GraphPass::name).distinct().count());
  }

  @Test
  void unknownPassIsAnsweredByTheList() {
    var e =
        assertThrows(IllegalArgumentException.class, () -> DefaultPipeline.byName("fold-affines"));
    assertTrue(e.getMessage().startsWith("no pass `fold-affines`, there are [fold-constants, "));
  }

  @Test
  void orderThatIsBrokenIsRefused() {
    Order order = Order.before("a", "b", "the reason");
    order.check(List.of("a", "c", "b"));
    for (List<String> wrong : List.of(List.of("b", "a"), List.of("a"), List.of("b"))) {
      var e = assertThrows(IllegalStateException.class, () -> order.check(wrong));
      assertTrue(e.getMessage().contains("a must run before b (the reason)"), e.getMessage());
    }
  }

  @Test
  void unchangedGraphIsTheSameObject() {
    Graph graph = DefaultPipeline.run(GraphReader.read(RELU), List.of());
    assertSame(graph, DefaultPipeline.run(graph, List.of()));
  }

  @Test
  void printsTheGraphOnlyWhereItChanged() {
    List<String> printed = new ArrayList<>();
    PrintAfter print = new PrintAfter(Set.of("canonicalize", "fold-affine"), printed::add);
    DefaultPipeline.run(GraphReader.read(RELU), List.of(print));
    assertEquals(
        List.of(
            """
            // after canonicalize
            graph @g {
              %0 = input @x : f32[N,2,4,4]
              %1 = relu %0 : f32[N,2,4,4]
              return %1 as @y
            }
            """,
            "// after fold-affine\n// (unchanged)\n"),
        printed);
  }

  @Test
  void printingAfterAnUnknownPassIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> new PrintAfter(Set.of("fuse"), text -> {}));
  }

  @Test
  void timesEveryPassInOrder() {
    PassTimes times = new PassTimes();
    DefaultPipeline.run(GraphReader.read(RELU), List.of(times));
    assertEquals(
        DefaultPipeline.PASSES.stream().map(GraphPass::name).toList(),
        List.copyOf(times.times().keySet()));
  }

  @Test
  void verifierNamesThePassThatLosesAnInputOrOutput() {
    Graph graph = GraphReader.read(RELU);
    GraphPass pass = new EliminateDeadNodes();
    Graph renamed = GraphReader.read(RELU.replace("input @x", "input @z"));
    Graph lost = GraphReader.read(RELU.replace("as @y", "as @z"));
    for (Graph wrong : List.of(renamed, lost)) {
      var bug = assertThrows(CompilerBug.class, () -> new VerifyEach().after(pass, graph, wrong));
      assertEquals("eliminate-dead-nodes", bug.pass());
    }
  }

  @Test
  void unusedInputStays() {
    String text =
        """
        graph @g {
          %0 = input @unused : f32[N,2]
          %1 = input @x : f32[N,2]
          %2 = relu %0 : f32[N,2]
          %3 = relu %1 : f32[N,2]
          return %3 as @y
        }
        """;
    Graph graph = new EliminateDeadNodes().run(GraphReader.read(text));
    assertEquals(List.of("unused", "x"), graph.inputs().stream().map(Input::name).toList());
    assertEquals(3, graph.nodes().size());
  }

  @Test
  void fusedNodeComesFromAllThatItComputes() {
    Graph.Builder builder = new Graph.Builder("g");
    Value x = builder.add(new Input("x", TensorType.f32(-1, 2, 4, 4)), Origin.of("x"));
    Value w = constant(builder, "conv1.weight", 2, 2, 1, 1);
    Value b = constant(builder, "conv1.bias", 2);
    Value conv = builder.add(new Conv2d(x, w, b, Window.UNIT, 1), Origin.of("conv1"));
    Value k = constant(builder, "bn1.weight", 2);
    Value affine = builder.add(new Affine(conv, k, b), Origin.of("bn1"));
    Value add = builder.add(new Binary(BinaryKind.ADD, affine, x), Origin.of("add"));
    builder.output("y", builder.add(Unary.of(UnaryKind.RELU, add), Origin.of("relu")));

    Graph graph = DefaultPipeline.run(builder.build(), List.of(new VerifyEach()));

    assertEquals(List.of("conv1", "bn1", "add", "relu"), graph.nodes().getLast().origin().layers());
  }

  private static Value constant(Graph.Builder builder, String name, int... dims) {
    return builder.add(
        new Constant(name, Tensor.generate(TensorType.f32(dims), i -> i + 2)), Origin.of(name));
  }

  /** Turns a relu into one of another shape: not the same value. */
  private record ChangeShape() implements Rule<Unary> {
    @Override
    public Class<Unary> root() {
      return Unary.class;
    }

    @Override
    public Optional<Value> apply(Unary unary, Rewriter rw) {
      return Optional.of(rw.emit(new Reshape(unary.input(), List.of(TensorType.BATCH, 32))));
    }
  }

  @Test
  void ruleThatChangesTheTypeIsOurBug() {
    RewritePass pass = new RewritePass("wrong", List.of(new ChangeShape()));
    var bug = assertThrows(CompilerBug.class, () -> pass.run(GraphReader.read(RELU)));
    assertTrue(bug.getMessage().contains("'wrong': rule ChangeShape"), bug.getMessage());
  }

  /** Swaps the operands of an add for ever. */
  private record SwapOperands() implements Rule<Binary> {
    @Override
    public Class<Binary> root() {
      return Binary.class;
    }

    @Override
    public Optional<Value> apply(Binary binary, Rewriter rw) {
      Value first = binary.right();
      return Optional.of(rw.emit(new Binary(binary.kind(), first, binary.left())));
    }
  }

  @Test
  void rulesWithoutEndAreOurBug() {
    String text =
        """
        graph @g {
          %0 = input @x : f32[N,2]
          %1 = relu %0 : f32[N,2]
          %2 = add %0, %1 : f32[N,2]
          return %2 as @y
        }
        """;
    RewritePass pass = new RewritePass("endless", List.of(new SwapOperands()));
    var bug = assertThrows(CompilerBug.class, () -> pass.run(GraphReader.read(text)));
    assertTrue(bug.getMessage().contains("applied [SwapOperands]"), bug.getMessage());
  }
}
