package org.cnnc.optimizer.schedule;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.cnnc.ir.CompilerBug;
import org.cnnc.ir.loop.BinaryOp;
import org.cnnc.ir.loop.Buffer;
import org.cnnc.ir.loop.ElementType;
import org.cnnc.ir.loop.Expr;
import org.cnnc.ir.loop.Kind;
import org.cnnc.ir.loop.text.LoopPrinter;
import org.cnnc.ir.loop.text.LoopReader;
import org.cnnc.ir.program.Kernel;
import org.cnnc.ir.verifier.LoopVerifier;
import org.cnnc.optimizer.pass.Goldens;
import org.cnnc.optimizer.schedule.Split.Tail;
import org.cnnc.optimizer.schedule.StageLocal.Tile;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Each file under {@code schedule/<transform>/}: the kernel above the dashes becomes the one below,
 * or the transform refuses it with the reason below.
 */
class TransformFileTest {
  private static final Path ROOT = Path.of("src/test/resources/schedule");
  private static final String DIVIDER = "-----\n";

  private static final Expr RESIDUAL =
      Buffer.global("r", ElementType.F32, List.of(8)).at(new Expr.Var("p"));
  private static final Expr VALUE = InlineEpilogue.VALUE.at();

  private static final Transform RELU_OF_SUM =
      new InlineEpilogue(
          "y",
          List.of("p"),
          new Expr.Binary(
              BinaryOp.MAX, new Expr.Binary(BinaryOp.ADD, VALUE, RESIDUAL), new Expr.Literal(0)));

  private static final Map<String, Transform> TRANSFORMS =
      Map.ofEntries(
          Map.entry("distribute/image", new Distribute(64, 8)),
          Map.entry("distribute/lines", new Distribute(64, 8)),
          Map.entry("distribute/parts", new Distribute(64, 8)),
          Map.entry("distribute/sum", new Distribute(64, 8)),
          Map.entry("each-phase/fewer", phases(new Split("i", 4))),
          Map.entry("each-phase/two", phases(new Split("i", 4), new Split("i", 2))),
          Map.entry("elide-guards/empty-loop", new ElideGuards()),
          Map.entry("elide-guards/halo", new ElideGuards()),
          Map.entry("elide-guards/not-zero", new ElideGuards()),
          Map.entry("fuse/not-perfect", new Fuse("a", "b", "f")),
          Map.entry("fuse/parallel", new Fuse("a", "b", "f")),
          Map.entry("fuse/parallel-in-serial", new Fuse("a", "b", "f")),
          Map.entry("fuse/two", new Fuse("a", "b", "f")),
          Map.entry("hoist-guards/invariant", new HoistGuards()),
          Map.entry("inline-epilogue/cases", RELU_OF_SUM),
          Map.entry(
              "inline-epilogue/named",
              new InlineEpilogue("y", List.of("p"), new Expr.Binary(BinaryOp.MUL, VALUE, VALUE))),
          Map.entry("inline-epilogue/relu-of-sum", RELU_OF_SUM),
          Map.entry("inline-epilogue/two-stores", RELU_OF_SUM),
          Map.entry("mark/parallel-fused", new Mark("f", Kind.PARALLEL)),
          Map.entry("mark/parallel-overlapping", new Mark("f", Kind.PARALLEL)),
          Map.entry("mark/parallel-sum", new Mark("f", Kind.PARALLEL)),
          Map.entry("mark/vector", new Mark("f", Kind.VECTOR)),
          Map.entry("mark/vector-not-straight", new Mark("f", Kind.VECTOR)),
          Map.entry("prefetch-next/lines", new PrefetchNext("w", "o", "s", "i", 2)),
          Map.entry("prefetch-next/not-shared", new PrefetchNext("w", "o", "s", "i", 1)),
          Map.entry("prefetch-next/tail", new PrefetchNext("w", "o", "s", "i", 1)),
          Map.entry("reorder/band", new Reorder("c", "a", "b")),
          Map.entry("reorder/independent-past-sum", new Reorder("a", "b")),
          Map.entry("reorder/past-peeled-tail", new Reorder("a", "c.o", "b", "c.i")),
          Map.entry("reorder/sum", new Reorder("a", "b")),
          Map.entry("reorder-sum/blocks", new ReorderSum("k.o", "h", "k.i")),
          Map.entry("reorder-sum/not-a-sum", new ReorderSum("h", "k")),
          Map.entry("sink-guards/accumulator", new SinkGuards()),
          Map.entry("sink-guards/padded", new SinkGuards()),
          Map.entry("split/exact", new Split("i", 4)),
          Map.entry("split/guard", new Split("i", 2, Tail.GUARD)),
          Map.entry("split/no-such-loop", new Split("i", 4)),
          Map.entry("split/peel", new Split("i", 4)),
          Map.entry("split/round-up", new Split("i", 4, Tail.ROUND_UP)),
          Map.entry("split/round-up-into-neighbour", new Split("i", 4, Tail.ROUND_UP)),
          Map.entry("split/round-up-without-room", new Split("i", 4, Tail.ROUND_UP)),
          Map.entry("split/smaller-than-factor", new Split("i", 4)),
          Map.entry("stage-accumulator/condition", new StageAccumulator("m")),
          Map.entry("stage-accumulator/dependent", new StageAccumulator("m")),
          Map.entry("stage-accumulator/tile", new StageAccumulator("m.i", "n.i")),
          Map.entry("stage-input/padded", new StageInput("x", "i.o")),
          Map.entry("stage-input/written", new StageInput("x", "o")),
          Map.entry("stage-local/condition", local(new Tile("a", List.of()))),
          Map.entry("stage-local/no-items", local(new Tile("a", List.of()))),
          Map.entry("stage-local/other-loop", local(new Tile("a", List.of("k.i")))),
          Map.entry(
              "stage-local/product",
              local(new Tile("a", List.of("k.i", "m")), new Tile("b", List.of("k.i", "n")))),
          Map.entry("sum-pairs/not-a-vector", new SumPairs("k.i")),
          Map.entry("sum-pairs/pairs", new SumPairs("k.i")),
          Map.entry("sum-pairs/three", new SumPairs("k.i")),
          Map.entry("tensorize/not-packed", new Tensorize("i", "j", "k")),
          Map.entry("tensorize/product", new Tensorize("i", "j", "k")),
          Map.entry("tensorize/too-short", new Tensorize("i", "j", "k")),
          Map.entry("write-out/taps", new WriteOut("k")));

  private static Transform local(Tile... tiles) {
    return new StageLocal("k.o", List.of(tiles));
  }

  /** One transform for each phase. */
  private static Transform phases(Transform... each) {
    return new EachPhase(Stream.of(each).map(List::of).toList());
  }

  @TestFactory
  List<DynamicTest> files() {
    return new TreeSet<>(TRANSFORMS.keySet())
        .stream()
            .map(name -> DynamicTest.dynamicTest(name, () -> check(name, TRANSFORMS.get(name))))
            .toList();
  }

  private static void check(String name, Transform transform) throws IOException {
    Path file = ROOT.resolve(name + ".cnnl");
    String before = Files.readString(file).split(DIVIDER, 2)[0];
    assertTrue(before.startsWith("// "), "a sentence must say why the file is there");
    Kernel kernel = LoopReader.read(before);
    LoopVerifier.verify(kernel);
    Goldens.assertMatches(file, before + DIVIDER + after(kernel, transform));
  }

  private static String after(Kernel kernel, Transform transform) {
    try {
      Kernel scheduled =
          new Kernel(kernel.name(), kernel.parameters(), transform.apply(kernel.body()));
      LoopVerifier.verify(scheduled);
      return LoopPrinter.print(scheduled);
    } catch (CompilerBug refusal) {
      return refusal.getMessage() + "\n";
    }
  }

  @Test
  void everyFileHasItsTransform() throws IOException {
    try (Stream<Path> files = Files.walk(ROOT)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".cnnl")).toList()) {
        String name = ROOT.relativize(file).toString().replace(".cnnl", "");
        assertTrue(TRANSFORMS.containsKey(name), name);
      }
    }
  }
}
