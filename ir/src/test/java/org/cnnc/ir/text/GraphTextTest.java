package org.cnnc.ir.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.cnnc.ir.Graph;
import org.cnnc.ir.Node;
import org.cnnc.ir.Origin;
import org.cnnc.ir.RandomGraphs;
import org.cnnc.ir.op.Constant;
import org.cnnc.ir.op.ElementwiseOp;
import org.cnnc.ir.op.Op;
import org.cnnc.ir.op.Parameter;
import org.cnnc.ir.tensor.DType;
import org.cnnc.ir.tensor.Tensor;
import org.cnnc.ir.tensor.TensorType;
import org.cnnc.ir.verifier.GraphVerifier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GraphTextTest {
  private static final String RESIDUAL =
      """
      graph @residual {
        %0 = input @x : f32[N,2,4,4]
        %1 = constant @conv.weight random(7) : f32[2,2,3,3]
        %2 = constant [0.5, -1.0E-5] : f32[2]
        %3 = conv2d %0, %1, %2 {stride=[1,1], padding=[1,1,1,1], dilation=[1,1], groups=1} -> add %_, %0 -> relu %_ : f32[N,2,4,4]
        return %3 as @y
      }
      """;

  @Test
  void aGraphIsPrintedAsInTheDesign() {
    Graph graph = GraphReader.read(RESIDUAL);

    assertEquals(RESIDUAL.replace(" random(7)", ""), GraphPrinter.print(graph));
    assertEquals(Set.of("conv.weight"), GraphPrinter.data(graph).keySet());
  }

  @Test
  void everyGraphIsReadBackAsItWasPrinted() {
    for (long seed = 0; seed < 300; seed++) {
      Graph graph = RandomGraphs.graph(seed, 12);
      GraphVerifier.verify(graph, "test");
      String text = GraphPrinter.print(graph);
      Graph read = GraphReader.read(text, GraphPrinter.data(graph));
      assertEquals(graph, read, "seed " + seed);
      assertEquals(text, GraphPrinter.print(read), "seed " + seed);
      assertTrue(text.endsWith("}\n"), text);
    }
  }

  @Test
  void theNameOfAnOpIsItsFirstWord() {
    Tensor large = Tensor.filled(TensorType.f32(100), 1);
    assertEquals("constant", GraphPrinter.mnemonic(new Constant("", large)));
    assertEquals("constant", GraphPrinter.mnemonic(new Constant("w", large)));
  }

  @Test
  void randomGraphsHaveEveryOp() {
    Set<String> seen = new TreeSet<>(Set.of("Parameter"));
    for (long seed = 0; seed < 300; seed++) {
      for (Node node : RandomGraphs.graph(seed, 12).nodes()) {
        seen.add(node.op().getClass().getSimpleName());
      }
    }

    Set<String> all = new TreeSet<>();
    Stream.of(Op.class, ElementwiseOp.class)
        .flatMap(kind -> Stream.of(kind.getPermittedSubclasses()))
        .filter(Class::isRecord)
        .forEach(op -> all.add(op.getSimpleName()));
    assertEquals(all, seen);
  }

  @ParameterizedTest
  @CsvSource({"weight, WEIGHT", "running_var, RUNNING_VAR"})
  void aParameterKeepsItsRole(String role, Parameter.Role expected) {
    Graph graph = RandomGraphs.parameter("conv1.weight", expected, 3, 4);

    String text = GraphPrinter.print(graph);

    assertTrue(text.contains("%0 = parameter @conv1.weight {role=" + role + "} : f32[3,4]"), text);
    assertEquals(graph, GraphReader.read(text));
  }

  @Test
  void valuesAreNumberedInTheirOrder() {
    String text =
        """
        graph @g {
          %7 = input @x : f32[4]
          %3 = relu %7 : f32[4]
          return %3 as @y, %7 as @same
        }
        """;

    assertEquals(
        text.replace("%7", "%0").replace("%3", "%1"), GraphPrinter.print(GraphReader.read(text)));
  }

  @Test
  void equalOpsStayApart() {
    Graph graph =
        GraphReader.read(
            """
            graph @g {
              %0 = input @x : f32[4]
              %1 = relu %0 : f32[4]
              %2 = relu %0 : f32[4]
              %3 = add %1, %2 : f32[4]
              return %3 as @y
            }
            """);

    assertEquals(4, graph.nodes().size());
  }

  @Test
  void constantsKeepTheirBits() {
    float[] floats = {
      -0.0f,
      Float.NaN,
      Float.intBitsToFloat(0x7fc00001),
      Float.intBitsToFloat(0xffa12345),
      Float.POSITIVE_INFINITY,
      Float.NEGATIVE_INFINITY,
      Float.MIN_VALUE,
      Float.MAX_VALUE,
      0.1f
    };
    assertConstantKept(Tensor.ofFloats(TensorType.f32(9), floats));
    assertConstantKept(
        Tensor.ofLongs(
            new TensorType(DType.I64, List.of(2)), new long[] {Long.MIN_VALUE, Long.MAX_VALUE}));
    assertConstantKept(Tensor.generate(new TensorType(DType.BOOL, List.of(3)), i -> i % 2));
    assertConstantKept(Tensor.generate(new TensorType(DType.I32, List.of(2, 2)), i -> -i));
    assertConstantKept(Tensor.ofFloats(TensorType.f32(), new float[] {1}));
    assertConstantKept(Tensor.ofFloats(TensorType.f32(0, 3), new float[0]));
  }

  private static void assertConstantKept(Tensor tensor) {
    Graph.Builder builder = new Graph.Builder("g");
    builder.output("y", builder.add(new Constant("", tensor), Origin.NONE));
    Graph graph = builder.build();
    assertEquals(graph, GraphReader.read(GraphPrinter.print(graph)));
  }

  @Test
  void aLargeConstantWithoutANameIsFoundByItsNumber() {
    Tensor tensor = Tensor.generate(TensorType.f32(17), i -> i);
    Graph.Builder builder = new Graph.Builder("g");
    builder.output("y", builder.add(new Constant("", tensor), Origin.NONE));
    Graph graph = builder.build();

    assertEquals(Map.of("%0", tensor), GraphPrinter.data(graph));
    assertEquals(graph, GraphReader.read(GraphPrinter.print(graph), GraphPrinter.data(graph)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "graph g {}                                      | 1:7: expected the graph's name, found `g`",
        "graph @g { %0 = relu %1 : f32[2] return %0 as @y } | 1:22: `%1` is not defined before this use",
        "graph @g { %0 = input @x : f32[2] %0 = input @y : f32[2] return } | 1:35: `%0` is defined twice",
        "graph @g { %0 = input @x : f33[2] return }      | 1:28: no such element type: `f33`",
        "graph @g { %0 = input @x : f32[2,N] return }    | 1:28: negative dimension -1 in [2, -1]",
        "graph @g { %0 = input : f32[2] return }         | 1:17: `input` needs a name",
        "graph @g { %0 = input @x : f32[2] %1 = conv %0 : f32[2] return } | 1:40: no such op: `conv`",
        "graph @g { %0 = input @x : f32[2] %1 = relu %0, %0 : f32[2] return } | 1:40: `relu` takes 1 operands, has 2",
        "graph @g { %0 = input @x : f32[2] %1 = relu %0 : f32[3] return } | 1:50: the op gives [f32[2]], the text says [f32[3]]",
        "graph @g { %0 = input @x : f32[2] %1 = relu %_ : f32[2] return } | 1:45: `%_` is not defined before this use",
        "graph @g { %0 = input @x : f32[2] %1 = softmax %0 : f32[2] return } | 1:40: `softmax` needs the attribute `axis`",
        "graph @g { %0 = input @x : f32[2] %1 = softmax %0 {axis=1} : f32[2] return } | 1:40: softmax: axis 1 of f32[2]",
        "graph @g { %0 = input @x : f32[2] %1 = softmax %0 {axis=[1]} : f32[2] return } | 1:52: `axis` is one value, not a list",
        "graph @g { %0 = input @x : f32[2] %1 = relu %0 {axis=0} : f32[2] return } | 1:49: `relu` has no attribute `axis`",
        "graph @g { %0 = constant : f32[2] return }      | 1:17: no data for the constant `%0`: write splat(0.5) or random(7)",
        "graph @g { %0 = constant [1.0] : f32[2] return } | 1:17: 1 elements for a constant of type f32[2]",
        "graph @g { %0 = constant splat(1) : f32[99999,9999] return } | 1:17: more than 67108864 elements by splat and random",
        "graph @g { %0 = constant [1.0, x] : f32[2] return } | 1:32: expected a number, found `x`",
        "graph @g { ^ }                                  | 1:12: unexpected character `^`",
        "graph @\"g { }                                  | 1:7: the quoted name has no end",
        "graph @g { return                               | 1:18: expected a value to return, found the end of the text",
      })
  void whatIsWrongIsSaidWithItsPlace(String text, String message) {
    GraphSyntaxException e = assertThrows(GraphSyntaxException.class, () -> GraphReader.read(text));

    assertEquals(message, e.getMessage());
  }

  @Test
  void anyTextIsReadOrRefused() {
    long seed = 20;
    Random random = new Random(seed);
    int refused = 0;
    for (int i = 0; i < 3000; i++) {
      Graph graph = RandomGraphs.graph(i % 50, 6);
      StringBuilder text = new StringBuilder(GraphPrinter.print(graph));
      for (int edits = 1 + random.nextInt(3); edits > 0; edits--) {
        mutate(text, random);
      }
      try {
        GraphReader.read(text.toString(), GraphPrinter.data(graph));
      } catch (GraphSyntaxException e) {
        assertTrue(e.getMessage().startsWith(e.line() + ":" + e.column() + ": "), e.getMessage());
        refused++;
      } catch (RuntimeException e) {
        throw new AssertionError("seed %d, case %d:%n%s".formatted(seed, i, text), e);
      }
    }
    assertTrue(refused > 1000, "only " + refused + " refused");
  }

  private static void mutate(StringBuilder text, Random random) {
    int at = random.nextInt(text.length());
    switch (random.nextInt(4)) {
      case 0 -> text.deleteCharAt(at);
      case 1 -> text.setCharAt(at, "0-9N%@{}[],:=x\"\\".charAt(random.nextInt(16)));
      case 2 -> text.insert(at, random.nextInt());
      default -> text.insert(at, text.substring(at, Math.min(text.length(), at + 9)));
    }
  }
}
