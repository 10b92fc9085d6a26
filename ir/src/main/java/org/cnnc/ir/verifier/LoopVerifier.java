package org.cnnc.ir.verifier;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.cnnc.ir.CompilerBug;
import org.cnnc.ir.loop.Axis;
import org.cnnc.ir.loop.BinaryOp;
import org.cnnc.ir.loop.Buffer;
import org.cnnc.ir.loop.ElementType;
import org.cnnc.ir.loop.Expr;
import org.cnnc.ir.loop.ExprType;
import org.cnnc.ir.loop.Kind;
import org.cnnc.ir.loop.Simplifier;
import org.cnnc.ir.loop.Space;
import org.cnnc.ir.loop.Stmt;
import org.cnnc.ir.loop.TileOperation;
import org.cnnc.ir.program.Kernel;

/**
 * Checks that a kernel is well formed. Always:
 *
 * <ul>
 *   <li>Every variable is that of a loop around it; no two loops within each other share a name.
 *   <li>Every buffer is a parameter or allocated around its use, exactly as it was declared there;
 *       no two buffers that live at one time share a name. Parameters are global, others are not.
 *   <li>An element has as many indices as its buffer dimensions, each of them an index; operands
 *       and stored values have the types that are expected of them.
 *   <li>Accumulations are of f32, by ADD, MUL, MIN or MAX; registers hold no bf16.
 * </ul>
 *
 * Once scheduled, moreover:
 *
 * <ul>
 *   <li>A vector loop's body is straight-line code; what it writes depends on the lane or was
 *       allocated in it, and no condition of an {@code if} depends on the lane.
 *   <li>A dot loop has two iterations; its body is a vector loop that adds a product of two
 *       elements of bfloat16 to a register.
 *   <li>Indices into registers depend on unrolled and vector loops alone.
 *   <li>Loops over matrices are one {@link TileOperation}. Tiles are touched by these alone, their
 *       numbers depend on unrolled loops alone, and at most {@value TileOperation#TILES} live at a
 *       time.
 *   <li>No parallel loop is within another, and no barrier is within one.
 *   <li>Work groups are outermost; in them are loops of work items, directly within each other, and
 *       around these nothing but allocations in local memory. All items of a group meet at its
 *       barriers: no condition and no loop but serial ones is around these.
 * </ul>
 */
public final class LoopVerifier {
  private static final String PASS = "verify-loops";

  private final String kernel;
  private final boolean isScheduled;
  private final Map<String, Buffer> buffers = new HashMap<>();

  /** The loops within a buffer's scope are those that come on top of so many around it. */
  private final Map<String, Integer> loopsAround = new HashMap<>();

  private final Deque<Axis> loops = new ArrayDeque<>();

  private LoopVerifier(Kernel kernel, boolean isScheduled) {
    this.kernel = kernel.name();
    this.isScheduled = isScheduled;
  }

  /**
   * Checks a kernel before or within its schedule.
   *
   * @throws CompilerBug at the first rule that does not hold
   */
  public static void verify(Kernel kernel) {
    new LoopVerifier(kernel, false).check(kernel);
  }

  /**
   * Checks a kernel that a backend is to emit.
   *
   * @throws CompilerBug at the first rule that does not hold
   */
  public static void verifyScheduled(Kernel kernel) {
    new LoopVerifier(kernel, true).check(kernel);
  }

  private void check(Kernel k) {
    for (Buffer parameter : k.parameters()) {
      require(parameter.space() == Space.GLOBAL, "%s is no global buffer", parameter.name());
      declare(parameter);
    }
    check(k.body());
  }

  private void declare(Buffer buffer) {
    require(buffers.put(buffer.name(), buffer) == null, "two buffers %s", buffer.name());
    require(
        buffer.space() != Space.REGISTER || buffer.dtype() != ElementType.BF16,
        "the register %s is of bf16",
        buffer.name());
    loopsAround.put(buffer.name(), loops.size());
  }

  private void check(Stmt s) {
    switch (s) {
      case Stmt.Loop(Axis axis, Stmt body) -> {
        checkLoop(axis);
        if (isScheduled && axis.kind() == Kind.MATRIX && !isWithin(Kind.MATRIX)) {
          checkMatrix((Stmt.Loop) s);
        }
        require(
            !isScheduled || axis.kind() != Kind.DOT || isDot(axis, body),
            "the loop %s is no dot product",
            axis.name());
        loops.push(axis);
        check(body);
        loops.pop();
      }
      case Stmt.If(Expr condition, Stmt body) -> {
        checkWithinItems("a condition");
        require(
            !isScheduled || !isWithin(Kind.WORK_ITEM) || !body.meets(),
            "a barrier that some work items may not meet at");
        check(condition, ExprType.TRUTH);
        for (Axis lane : loops) {
          require(
              !isScheduled || lane.kind() != Kind.VECTOR || !condition.mentions(lane),
              "the lane %s decides an if",
              lane.name());
        }
        check(body);
      }
      case Stmt.Store(Buffer buffer, List<Expr> index, Expr value) -> {
        checkWrite(buffer, index);
        check(value, ExprType.of(buffer.dtype()));
      }
      case Stmt.Accumulate(Buffer buffer, List<Expr> index, BinaryOp op, Expr value) -> {
        checkWrite(buffer, index);
        check(value, ExprType.FLOAT);
        require(buffer.dtype() == ElementType.F32, "a sum in %s", buffer.name());
        require(
            List.of(BinaryOp.ADD, BinaryOp.MUL, BinaryOp.MIN, BinaryOp.MAX).contains(op),
            "accumulation by %s",
            op.text());
      }
      case Stmt.Seq(List<Stmt> body) -> {
        checkWithinItems("a sequence");
        body.forEach(this::check);
      }
      case Stmt.Allocate(Buffer buffer, Stmt body) -> {
        require(buffer.space() != Space.GLOBAL, "%s cannot be allocated", buffer.name());
        if (buffer.space() == Space.REGISTER) {
          checkWithinItems("the register " + buffer.name());
        }
        declare(buffer);
        require(
            tiles() <= TileOperation.TILES, "%s takes more tiles than there are", buffer.name());
        check(body);
        buffers.remove(buffer.name());
      }
      case Stmt.Prefetch(Buffer buffer, List<Expr> index, boolean _) -> {
        require(buffer.space() == Space.GLOBAL, "%s is at hand already", buffer.name());
        checkElement(buffer, index);
      }
      case Stmt.Barrier _ -> {
        checkWithinItems("a barrier");
        require(!isScheduled || !isWithinShared(), "a barrier in a parallel loop");
      }
    }
  }

  private void checkLoop(Axis axis) {
    String name = axis.name();
    require(!isBound(name), "two loops over %s within each other", name);
    if (isScheduled) {
      require(!isWithin(Kind.VECTOR), "%s is within a vector loop", name);
      require(
          !axis.kind().isShared() || !isWithinShared(),
          "the parallel loop %s is within another",
          name);
      checkDeviceLoop(axis);
    }
  }

  /** That the loops are an operation of the unit. */
  private void checkMatrix(Stmt.Loop outermost) {
    Simplifier around = new Simplifier();
    for (Axis axis : loops) {
      around = around.inside(axis);
    }
    try {
      TileOperation.of(outermost, around);
    } catch (IllegalArgumentException mismatch) {
      throw new CompilerBug(PASS, kernel + ": " + mismatch.getMessage(), mismatch);
    }
  }

  private static boolean isDot(Axis axis, Stmt body) {
    return axis.extent() == 2
        && body instanceof Stmt.Loop(Axis lane, Stmt.Accumulate sum)
        && lane.kind() == Kind.VECTOR
        && sum.buffer().space() == Space.REGISTER
        && sum.fusedProduct().isPresent()
        && sum.fusedProduct().get().operands().stream()
            .allMatch(
                e -> e instanceof Expr.Load load && load.buffer().dtype() == ElementType.BF16);
  }

  /** That groups and their items stand where a launch has them. */
  private void checkDeviceLoop(Axis axis) {
    List<Kind> around = loops.stream().map(Axis::kind).toList();
    switch (axis.kind()) {
      case WORK_GROUP ->
          require(
              around.stream().allMatch(kind -> kind == Kind.WORK_GROUP),
              "the work groups %s are within another loop",
              axis.name());
      case WORK_ITEM ->
          require(
              around.contains(Kind.WORK_GROUP)
                  && around.stream()
                      .allMatch(kind -> kind == Kind.WORK_GROUP || kind == Kind.WORK_ITEM),
              "the work items %s are not those of a group",
              axis.name());
      case SERIAL, UNROLLED, VECTOR, DOT, MATRIX, PARALLEL, DYNAMIC ->
          checkWithinItems("the loop " + axis.name());
    }
  }

  /** That what runs in a work group runs in its items; what stands around these is no code. */
  private void checkWithinItems(String what) {
    require(
        !isScheduled || !isWithin(Kind.WORK_GROUP) || isWithin(Kind.WORK_ITEM),
        "%s in a work group, but in none of its items",
        what);
  }

  private void checkWrite(Buffer buffer, List<Expr> index) {
    checkWithinItems("a write of " + buffer.name());
    checkElement(buffer, index);
    int inScope = loops.size() - loopsAround.get(buffer.name());
    // The first of the loops is the innermost one; a buffer allocated within is each lane's own.
    for (Axis lane : loops.stream().limit(inScope).toList()) {
      boolean isOwn = index.stream().anyMatch(i -> i.mentions(lane));
      require(
          !isScheduled || lane.kind() != Kind.VECTOR || isOwn,
          "all lanes of %s write one element of %s",
          lane.name(),
          buffer.name());
    }
  }

  private void checkElement(Buffer buffer, List<Expr> index) {
    Buffer declared = buffers.get(buffer.name());
    require(declared != null, "%s is not in scope", buffer.name());
    require(buffer.equals(declared), "%s is %s, not %s", buffer.name(), declared, buffer);
    require(
        index.size() == buffer.shape().size(),
        "%d indices for %s%s",
        index.size(),
        buffer.name(),
        buffer.shape());
    index.forEach(i -> check(i, ExprType.INDEX));
    if (isScheduled) {
      require(
          buffer.space() != Space.TILE || isWithin(Kind.MATRIX),
          "the tile %s is touched by no matrix loop",
          buffer.name());
      checkNumber(buffer, index);
    }
  }

  /** That it is known which register or tile an element lies in. */
  private void checkNumber(Buffer buffer, List<Expr> index) {
    boolean isNumbered = buffer.space() == Space.REGISTER || buffer.space() == Space.TILE;
    Kind lanes = buffer.space() == Space.TILE ? Kind.MATRIX : Kind.VECTOR;
    for (Axis axis : loops) {
      boolean isConstant =
          axis.kind() == Kind.UNROLLED || axis.kind() == lanes || axis.extent() == 1;
      require(
          !isNumbered || isConstant || index.stream().noneMatch(i -> i.mentions(axis)),
          "the %s %s is indexed by %s, which is not unrolled",
          buffer.space().text(),
          buffer.name(),
          axis.name());
    }
  }

  private int tiles() {
    return buffers.values().stream()
        .filter(buffer -> buffer.space() == Space.TILE)
        .mapToInt(TileOperation::tiles)
        .sum();
  }

  private void check(Expr e, ExprType expected) {
    try {
      ExprType actual = ExprType.of(e);
      require(actual == expected, "%s expected, not %s %s", expected, actual, e);
    } catch (IllegalArgumentException mismatch) {
      throw new CompilerBug(PASS, kernel + ": " + mismatch.getMessage(), mismatch);
    }
    checkNames(e);
  }

  private void checkNames(Expr e) {
    if (e instanceof Expr.Var(String name)) {
      require(isBound(name), "there is no loop over %s", name);
    }
    if (e instanceof Expr.Load(Buffer buffer, List<Expr> index)) {
      checkElement(buffer, index);
    }
    e.operands().forEach(this::checkNames);
  }

  private boolean isBound(String name) {
    return loops.stream().anyMatch(axis -> axis.name().equals(name));
  }

  private boolean isWithin(Kind kind) {
    return loops.stream().anyMatch(axis -> axis.kind() == kind);
  }

  private boolean isWithinShared() {
    return loops.stream().anyMatch(axis -> axis.kind().isShared());
  }

  private void require(boolean holds, String message, Object... arguments) {
    if (!holds) {
      throw new CompilerBug(PASS, kernel + ": " + message.formatted(arguments));
    }
  }
}
