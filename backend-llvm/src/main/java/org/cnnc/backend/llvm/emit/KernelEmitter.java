package org.cnnc.backend.llvm.emit;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.cnnc.ir.loop.Axis;
import org.cnnc.ir.loop.BinaryOp;
import org.cnnc.ir.loop.Buffer;
import org.cnnc.ir.loop.Expr;
import org.cnnc.ir.loop.Space;
import org.cnnc.ir.loop.Stmt;
import org.cnnc.ir.loop.TileOperation;
import org.cnnc.ir.loop.emit.Position;
import org.cnnc.ir.loop.emit.PrivateBuffers;
import org.cnnc.ir.program.Kernel;

/**
 * Writes a kernel's body as a function of its buffers, {@code i32 %thread}, {@code i32 %threads}
 * and {@code ptr %barrier}. All threads run the outer part, where each takes its share of parallel
 * loops; what stands beside those, and writes memory that they share, the first thread does.
 */
final class KernelEmitter {
  private static final Value THREAD = new Value(Type.I32, "%thread");
  private static final Value THREADS = new Value(Type.I32, "%threads");
  private static final Value BARRIER = new Value(Type.PTR, "%barrier");

  /**
   * What a kernel may have on the stack at a time: the JVM keeps some 80 KB free for native code,
   * and code compiled here does not probe for more.
   */
  private static final long MAX_STACK_BYTES = 64 << 10;

  private final Code code;
  private final ExprEmitter expressions;
  private final TileEmitter tiles;

  /** Of the buffers that are alive where code is written. */
  private long stackBytes;

  private KernelEmitter(Code code) {
    this.code = code;
    this.expressions = new ExprEmitter(code);
    this.tiles = new TileEmitter(code, expressions.memory());
  }

  /** The function's body, from its first block to its return. */
  static String body(Kernel kernel, ModuleParts module) {
    Code code = new Code(module);
    Scope scope = new Scope();
    for (Buffer parameter : kernel.parameters()) {
      scope.place(parameter, new Value(Type.PTR, "%" + identifier(parameter.name())));
    }
    new KernelEmitter(code).shared(kernel.body(), scope);
    code.line("ret void");
    return code.toString();
  }

  /** A name that LLVM takes without quotes. */
  static String identifier(String name) {
    String plain = name.replaceAll("[^A-Za-z0-9_.]", "_");
    return Character.isLetter(plain.charAt(0)) ? plain : "_" + plain;
  }

  /** Code that every thread runs. */
  private void shared(Stmt s, Scope scope) {
    if (!isForAllThreads(s)) {
      if (writesGlobal(s)) {
        Value first = code.compare("icmp eq", THREAD, new Value(Type.I32, "0"));
        guarded(first, "first", scope, inner -> serial(s, inner));
      } else {
        serial(s, scope);
      }
      return;
    }
    switch (s) {
      case Stmt.Loop(Axis axis, Stmt body) -> {
        switch (axis.kind()) {
          case PARALLEL -> share(axis, body, scope);
          case DYNAMIC -> takeInTurns(axis, body, scope);
          case SERIAL, UNROLLED, VECTOR, DOT, MATRIX, WORK_GROUP, WORK_ITEM ->
              loop(axis, body, scope, this::shared);
        }
      }
      case Stmt.If(Expr condition, Stmt body) ->
          guarded(expressions.emit(condition, scope), "if", scope, inner -> shared(body, inner));
      case Stmt.Seq(List<Stmt> body) -> body.forEach(part -> shared(part, scope));
      case Stmt.Allocate allocate -> allocate(allocate, scope, this::shared);
      case Stmt.Barrier _ -> code.line(ThreadFunctions.meet(BARRIER, THREADS));
      case Stmt.Store _, Stmt.Accumulate _, Stmt.Prefetch _ ->
          throw ExprEmitter.bug("a store that all threads take part in");
    }
  }

  private static boolean isForAllThreads(Stmt s) {
    return switch (s) {
      case Stmt.Loop(Axis axis, Stmt body) -> axis.kind().isShared() || isForAllThreads(body);
      case Stmt.If(Expr _, Stmt body) -> isForAllThreads(body);
      case Stmt.Seq(List<Stmt> body) -> body.stream().anyMatch(KernelEmitter::isForAllThreads);
      case Stmt.Allocate(Buffer _, Stmt body) -> isForAllThreads(body);
      case Stmt.Barrier _ -> true;
      case Stmt.Store _, Stmt.Accumulate _, Stmt.Prefetch _ -> false;
    };
  }

  private static boolean writesGlobal(Stmt s) {
    return switch (s) {
      case Stmt.Loop(Axis _, Stmt body) -> writesGlobal(body);
      case Stmt.If(Expr _, Stmt body) -> writesGlobal(body);
      case Stmt.Seq(List<Stmt> body) -> body.stream().anyMatch(KernelEmitter::writesGlobal);
      case Stmt.Allocate(Buffer _, Stmt body) -> writesGlobal(body);
      case Stmt.Store(Buffer buffer, List<Expr> _, Expr _) -> buffer.space() == Space.GLOBAL;
      case Stmt.Accumulate(Buffer buffer, List<Expr> _, BinaryOp _, Expr _) ->
          buffer.space() == Space.GLOBAL;
      case Stmt.Prefetch _, Stmt.Barrier _ -> false;
    };
  }

  /** The thread's contiguous range: {@code extent * thread / threads} to that of the next one. */
  private void share(Axis axis, Stmt body, Scope scope) {
    Value thread = code.convert("zext", THREAD, Type.Scalar.I64);
    Value threads = code.convert("zext", THREADS, Type.Scalar.I64);
    Value next = code.binary("add nuw nsw", thread, Value.of(1L));
    Value extent = Value.of((long) axis.extent());
    Value from = code.binary("udiv", code.binary("mul nuw nsw", thread, extent), threads);
    Value to = code.binary("udiv", code.binary("mul nuw nsw", next, extent), threads);
    guarded(
        code.compare("icmp ult", from, to),
        "share",
        scope,
        inner -> count(axis, from, to, body, inner, this::serial));
  }

  /**
   * The thread's own range part by part, then what is left of each other thread's, beginning with
   * that of the next one.
   */
  private void takeInTurns(Axis axis, Stmt body, Scope scope) {
    Value loop = ThreadFunctions.begin(code, BARRIER, THREAD);
    String stem = code.fresh("owners");
    String before = code.block();
    code.branch(stem);
    code.label(stem);
    Value turn = new Value(Type.I32, "%" + stem + ".turn");
    code.line(
        "%1$s = phi i32 [ 0, %%%2$s ], [ %1$s.next, %%%3$s.next ]"
            .formatted(turn.text(), before, stem));
    Value owner = code.binary("urem", code.binary("add nuw nsw", THREAD, turn), THREADS);
    code.branch(stem + ".take");
    code.label(stem + ".take");
    ThreadFunctions.Range part =
        ThreadFunctions.take(code, BARRIER, loop, owner, THREADS, axis.extent());
    code.branch(code.compare("icmp ult", part.from(), part.to()), stem + ".part", stem + ".next");
    code.label(stem + ".part");
    count(axis, part.from(), part.to(), body, scope, this::serial);
    code.branch(stem + ".take");
    code.label(stem + ".next");
    code.line("%1$s.next = add nuw nsw i32 %1$s, 1".formatted(turn.text()));
    Value next = new Value(Type.I32, turn.text() + ".next");
    code.branch(code.compare("icmp eq", next, THREADS), stem + ".end", stem);
    code.label(stem + ".end");
  }

  /** Code that one thread runs by itself. */
  private void serial(Stmt s, Scope scope) {
    switch (s) {
      case Stmt.Loop(Axis axis, Stmt body) -> loop(axis, body, scope, this::serial);
      case Stmt.If(Expr condition, Stmt body) -> branch(s, condition, body, scope);
      case Stmt.Store(Buffer buffer, List<Expr> index, Expr value) ->
          expressions.memory().store(buffer, index, expressions.emit(value, scope), scope);
      case Stmt.Accumulate accumulate -> accumulate(accumulate, scope);
      case Stmt.Seq(List<Stmt> body) -> body.forEach(part -> serial(part, scope));
      case Stmt.Allocate allocate -> allocate(allocate, scope, this::serial);
      case Stmt.Prefetch prefetch -> expressions.memory().prefetch(prefetch, scope);
      case Stmt.Barrier _ -> throw ExprEmitter.bug("a barrier where not all threads come by");
    }
  }

  /** How the body of a loop is written: {@link #shared} or {@link #serial}. */
  private interface Writer {
    void write(Stmt body, Scope scope);
  }

  private void loop(Axis axis, Stmt body, Scope scope, Writer writer) {
    if (axis.extent() <= 1) {
      unroll(axis, body, scope, writer);
      return;
    }
    switch (axis.kind()) {
      case UNROLLED -> unroll(axis, body, scope, writer);
      case VECTOR -> {
        if (scope.lane().isEmpty()) {
          writer.write(body, scope.vector(axis));
        } else {
          count(axis, body, scope, writer);
        }
      }
      case MATRIX -> {
        if (code.module().platform().hasTiles()) {
          tiles.emit(TileOperation.of(new Stmt.Loop(axis, body), scope.simplifier()), scope);
        } else {
          count(axis, body, scope, writer);
        }
      }
      case DOT -> DotEmitter.emit(code, expressions, axis, body, scope);
      case SERIAL, PARALLEL, DYNAMIC, WORK_GROUP, WORK_ITEM -> count(axis, body, scope, writer);
    }
  }

  private void unroll(Axis axis, Stmt body, Scope scope, Writer writer) {
    for (int i = 0; i < axis.extent(); i++) {
      writer.write(body.substitute(Map.of(axis.name(), new Expr.Int(i))), scope);
    }
  }

  private void count(Axis axis, Stmt body, Scope scope, Writer writer) {
    count(axis, Value.of(0L), Value.of((long) axis.extent()), body, scope, writer);
  }

  /** A loop from {@code from} to {@code to}, exclusive, that runs at least once. */
  private void count(Axis axis, Value from, Value to, Stmt body, Scope scope, Writer writer) {
    String stem = code.fresh(identifier(axis.name()));
    String before = code.block();
    code.branch(stem + ".body");
    code.label(stem + ".body");
    Value variable = new Value(Type.I64, "%" + stem);
    code.line(
        "%s = phi i64 [ %s, %%%s ], [ %s.next, %%%s.latch ]"
            .formatted(variable.text(), from.text(), before, variable.text(), stem));
    writer.write(body, scope.loop(axis, variable));
    code.branch(stem + ".latch");
    code.label(stem + ".latch");
    code.line("%s.next = add nuw nsw %s, 1".formatted(variable.text(), variable.typed()));
    Value done = code.compare("icmp eq", new Value(Type.I64, variable.text() + ".next"), to);
    code.line(
        "br i1 %s, label %%%s.end, label %%%s.body, %s"
            .formatted(done.text(), stem, stem, code.module().loop()));
    code.label(stem + ".end");
  }

  private void guarded(Value condition, String name, Scope scope, Consumer<Scope> body) {
    String stem = code.fresh(name);
    code.branch(condition, stem + ".then", stem + ".end");
    code.label(stem + ".then");
    body.accept(scope.block());
    code.branch(stem + ".end");
    code.label(stem + ".end");
  }

  private void branch(Stmt s, Expr condition, Stmt body, Scope scope) {
    Optional<Boolean> decided = scope.simplifier().decide(condition);
    if (decided.isPresent()) {
      if (decided.get()) {
        serial(body, scope);
      }
      return;
    }
    if (scope.lane().isPresent() && condition.mentions(scope.lane().get())) {
      perLane(s, scope.lane().get(), scope);
      return;
    }
    guarded(expressions.emit(condition, scope), "if", scope, inner -> serial(body, inner));
  }

  /** The lanes of a vector loop one after the other, for what has no vector form. */
  private void perLane(Stmt s, Axis lane, Scope scope) {
    for (int l = 0; l < lane.extent(); l++) {
      serial(s.substitute(Map.of(lane.name(), new Expr.Int(l))), scope.scalar());
    }
  }

  private void accumulate(Stmt.Accumulate s, Scope scope) {
    Position position = Position.of(s.buffer(), s.index(), scope.simplifier(), scope.lane());
    if (scope.lane().isPresent() && position.access() != Position.Access.CONTIGUOUS) {
      // Lanes that meet in one element are summed in order, as the loop that they are would do.
      perLane(s, scope.lane().get(), scope);
      return;
    }
    Expr old = new Expr.Load(s.buffer(), s.index());
    Optional<Expr.Binary> product = s.fusedProduct();
    Value result;
    if (product.isPresent()) {
      Value x = expressions.emit(product.get().left(), scope);
      Value y = expressions.emit(product.get().right(), scope);
      result = expressions.fusedMultiplyAdd(x, y, expressions.emit(old, scope));
    } else {
      Value value = expressions.emit(s.value(), scope);
      result = expressions.apply(s.op(), expressions.emit(old, scope), value);
    }
    expressions.memory().store(s.buffer(), s.index(), result, scope);
  }

  private void allocate(Stmt.Allocate s, Scope scope, Writer writer) {
    if (s.buffer().space() == Space.TILE && code.module().platform().hasTiles()) {
      Scope inner = scope.block();
      tiles.open(s.buffer(), inner);
      writer.write(s.body(), inner);
      tiles.close(s.buffer());
      return;
    }
    Stmt.Allocate arranged =
        scope.lane().isPresent()
            ? PrivateBuffers.perLane(s, scope.lane().get())
            : s.buffer().space() == Space.REGISTER ? PrivateBuffers.lanesInnermost(s) : s;
    Buffer buffer = arranged.buffer();
    stackBytes += buffer.bytes();
    if (buffer.space() == Space.GLOBAL || stackBytes > MAX_STACK_BYTES) {
      throw ExprEmitter.bug(
          "%s of %d bytes is too large for the stack".formatted(buffer.name(), buffer.bytes()));
    }
    Value pointer =
        code.stack(
            identifier(buffer.name()),
            MemoryEmitter.scalar(buffer.dtype()),
            buffer.layout().elements());
    Scope inner = scope.block();
    inner.place(buffer, pointer);
    // Buffers that are not alive at the same time then share their place on the stack.
    lifetime("start", buffer, pointer);
    writer.write(arranged.body(), inner);
    lifetime("end", buffer, pointer);
    stackBytes -= buffer.bytes();
  }

  private void lifetime(String bound, Buffer buffer, Value pointer) {
    if (buffer.space() == Space.LOCAL) {
      String function = "@llvm.lifetime.%s.p0".formatted(bound);
      Value bytes = Value.of(buffer.bytes());
      code.module().declare("declare void %s(i64 immarg, ptr)".formatted(function));
      code.line("call void %s(%s)".formatted(function, Code.typed(bytes, pointer)));
    }
  }
}
