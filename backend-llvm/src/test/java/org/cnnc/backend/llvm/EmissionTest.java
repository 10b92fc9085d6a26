package org.cnnc.backend.llvm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.cnnc.ir.Origin;
import org.cnnc.ir.loop.Axis;
import org.cnnc.ir.loop.BinaryOp;
import org.cnnc.ir.loop.Buffer;
import org.cnnc.ir.loop.ElementType;
import org.cnnc.ir.loop.Expr;
import org.cnnc.ir.loop.Kind;
import org.cnnc.ir.loop.Stmt;
import org.cnnc.ir.loop.UnaryOp;
import org.cnnc.ir.program.Kernel;
import org.cnnc.ir.program.Place;
import org.cnnc.ir.program.Program;
import org.cnnc.ir.program.Step;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Each nest here prints as the file of its name under {@code emit/}, before LLVM's passes. */
class EmissionTest {
  private static final Path ROOT = Path.of("src/test/resources/emit");
  private static final LlvmBackend BACKEND = new LlvmBackend();

  /**
   * @param whole whether the golden holds the whole module, or only what is before {@code run}
   */
  private record Case(String name, String target, Program program, boolean whole) {}

  private static Stream<Case> cases() {
    Nests.Conv naive = Nests.naive(2, 3, 4);
    Nests.Conv tiled = Nests.tiled(4, 8, 4, 4, 2, 2);
    return Stream.of(
        new Case("naive_conv2d", "x86-64-v3", conv("naive_conv2d", naive, 2, 3), true),
        new Case("tiled_conv2d", "aarch64", conv("tiled_conv2d", tiled, 4, 8), false),
        new Case("guarded_lanes", "x86-64-v4", guardedLanes(), false),
        new Case("exp_without_fma", "x86-64-v2", exp(), true));
  }

  private static Program conv(String name, Nests.Conv conv, int ic, int oc) {
    return RunTest.program(name, conv, RunTest.random(1, oc * ic * 9), RunTest.random(2, oc));
  }

  /** A shift by one, zero where there is no element: the guard differs between lanes. */
  private static Program guardedLanes() {
    Buffer x = Buffer.global("x", ElementType.F32, List.of(16));
    Buffer y = Buffer.global("y", ElementType.F32, List.of(16));
    Expr from = new Expr.Var("i").plus(-1);
    Expr value =
        new Expr.Select(
            from.compare(BinaryOp.GE, new Expr.Int(0)), x.at(from), new Expr.Literal(0));
    Stmt body =
        new Stmt.Loop(
            new Axis("i", 16, Kind.VECTOR), new Stmt.Store(y, List.of(new Expr.Var("i")), value));
    return Programs.of("guarded_lanes", List.of(x), List.of(), List.of(), List.of(y), body);
  }

  private static Program exp() {
    Buffer x = Buffer.global("x", ElementType.F32, List.of(4));
    Buffer y = Buffer.global("y", ElementType.F32, List.of(4));
    Stmt body =
        new Stmt.Loop(
            new Axis("i", 4, Kind.VECTOR),
            new Stmt.Store(
                y,
                List.of(new Expr.Var("i")),
                new Expr.Unary(UnaryOp.EXP, x.at(new Expr.Var("i")))));
    return Programs.of("exp_without_fma", List.of(x), List.of(), List.of(), List.of(y), body);
  }

  @TestFactory
  Stream<DynamicTest> printsAsItsGolden() {
    return cases().map(c -> DynamicTest.dynamicTest(c.name, () -> check(c)));
  }

  private static void check(Case c) throws IOException {
    String text = BACKEND.print(c.program, BACKEND.target(c.target), "llvm");
    if (!c.whole) {
      text = text.substring(0, text.indexOf("define internal i32 @cnnc.run"));
    }
    Goldens.assertMatches(ROOT.resolve(c.name + ".ll"), text);
  }

  /** A step that works in place must not let LLVM believe that its arguments are apart. */
  @Test
  void argumentsThatOverlapAreNotNoalias() {
    Buffer x = Buffer.global("x", ElementType.F32, List.of(4));
    Buffer y = Buffer.global("y", ElementType.F32, List.of(4));
    Axis i = Axis.serial("i", 4);
    Stmt body = new Stmt.Loop(i, new Stmt.Store(y, List.of(i.var()), x.at(i.var())));
    Kernel kernel = new Kernel("copy", List.of(x, y), body);
    String apart = signature(kernel, new Place.Workspace(0), new Place.Workspace(64));
    String together = signature(kernel, new Place.Workspace(64), new Place.Workspace(64));
    assertTrue(apart.contains("ptr noalias readonly align 64 dereferenceable(16) %x"), apart);
    assertTrue(together.contains("ptr readonly align 64 dereferenceable(16) %x"), together);
    assertTrue(together.contains("ptr align 64 dereferenceable(16) %y"), together);
  }

  /** Threads meet between two steps, but where so many of them need not. */
  @Test
  void onlyMoreThreadsThanAreFreeMeetBeforeAStep() {
    String always = betweenTwoSteps(1);
    assertTrue(always.contains("call void @cnnc.barrier("), always);
    assertFalse(always.contains("icmp"), always);
    String ofFive = betweenTwoSteps(4);
    assertTrue(ofFive.contains("call void @cnnc.barrier("), ofFive);
    assertTrue(ofFive.lines().anyMatch(l -> l.matches(".*icmp sgt i32 %\\S+, 4")), ofFive);
  }

  /** The code of {@code run} between its two steps, the second of which so many threads share. */
  private static String betweenTwoSteps(int barrierFreeThreads) {
    Buffer x = Buffer.global("x", ElementType.F32, List.of(4));
    Buffer y = Buffer.global("y", ElementType.F32, List.of(4));
    Axis i = Axis.serial("i", 4);
    Stmt body = new Stmt.Loop(i, new Stmt.Store(y, List.of(i.var()), x.at(i.var())));
    Kernel kernel = new Kernel("copy", List.of(x, y), body);
    Step first =
        new Step(0, List.of(new Place.Workspace(0), new Place.Workspace(64)), Origin.NONE, 0);
    Step second =
        new Step(0, List.of(new Place.Workspace(64), new Place.Workspace(128)), Origin.NONE, 0);
    Program program =
        new Program(
            "copies",
            List.of(),
            List.of(),
            List.of(),
            0,
            192,
            List.of(kernel),
            List.of(first, second.withoutBarrierUpTo(barrierFreeThreads)));
    return BACKEND.print(program, BACKEND.target("x86-64-v3"), "llvm")
        .split("call void @\"copy\"", 3)[1];
  }

  private static String signature(Kernel kernel, Place x, Place y) {
    Step step = new Step(0, List.of(x, y), Origin.NONE, 0);
    Program program =
        new Program(
            "copy", List.of(), List.of(), List.of(), 0, 128, List.of(kernel), List.of(step));
    return BACKEND
        .print(program, BACKEND.target("x86-64-v3"), "llvm")
        .lines()
        .filter(l -> l.startsWith("define internal void @\"copy\""))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void printsTheSameTwice() {
    RandomNest nest = new RandomNest(11);
    assertEquals(
        BACKEND.print(nest.program(), BACKEND.target("x86-64-v3"), "llvm"),
        BACKEND.print(new RandomNest(11).program(), BACKEND.target("x86-64-v3"), "llvm"));
  }
}
