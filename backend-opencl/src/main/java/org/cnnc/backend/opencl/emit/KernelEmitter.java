package org.cnnc.backend.opencl.emit;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.cnnc.ir.loop.Axis;
import org.cnnc.ir.loop.Buffer;
import org.cnnc.ir.loop.Expr;
import org.cnnc.ir.loop.Kind;
import org.cnnc.ir.loop.Space;
import org.cnnc.ir.loop.Stmt;
import org.cnnc.ir.loop.emit.Position;
import org.cnnc.ir.loop.emit.PrivateBuffers;

/**
 * Writes a phase as the body of a kernel. Work groups are numbered through the parts of the phase,
 * and through the grid of each.
 */
final class KernelEmitter {
  /** The arrays of a work item: some drivers give it no more stack, and mobile ones less. */
  private static final long MAX_ARRAY_BYTES = 64 << 10;

  private final Code code;
  private final ExprEmitter expressions;

  /** Of the arrays that are alive where code is written. */
  private long arrayBytes;

  private KernelEmitter(Code code) {
    this.code = code;
    this.expressions = new ExprEmitter(code);
  }

  /**
   * The body of a function; the scope knows where its parameters lie.
   *
   * @param item its parameter that is the number of the work item, where that is no launch's
   */
  static void write(Phase phase, Optional<Value> item, Code code, Scope scope) {
    new KernelEmitter(code).phase(phase, item, scope);
  }

  private void phase(Phase phase, Optional<Value> given, Scope scope) {
    List<Phase.Part> parts = phase.parts();
    List<Scope> scopes = parts.stream().map(part -> withShared(part, scope)).toList();
    boolean hasItems = phase.groupSize() > 1;
    Value group =
        hasItems
            ? number("group", "get_group_id")
            : given.orElseGet(() -> number("item", "get_global_id"));
    Optional<Value> item =
        hasItems ? Optional.of(number("item", "get_local_id")) : Optional.empty();
    if (parts.size() == 1) {
      part(parts.getFirst(), group, item, scopes.getFirst());
      return;
    }
    int first = 0;
    for (int p = 0; p < parts.size(); p++) {
      int end = first + parts.get(p).groups();
      String head = p == parts.size() - 1 ? "else" : "if (%s < %d)".formatted(group.text(), end);
      if (p == 0) {
        code.open(head);
      } else {
        code.next(p == parts.size() - 1 ? head : "else " + head);
      }
      Value ofPart =
          first == 0 ? group : Value.compound(Type.I32, "%s - %d".formatted(group.text(), first));
      part(parts.get(p), ofPart, item, scopes.get(p));
      first = end;
    }
    code.close();
  }

  private Value number(String name, String function) {
    return code.name(name, Value.primary(Type.I32, "(int)%s(0)".formatted(function)));
  }

  /** Declares what the items of a group share, which must stand at the beginning of a function. */
  private Scope withShared(Phase.Part part, Scope scope) {
    Scope inner = scope.block();
    for (Buffer buffer : part.group().shared()) {
      String name = code.fresh(buffer.name());
      Type element = MemoryEmitter.stored(buffer.dtype());
      code.line("__local %s %s[%d];".formatted(element, name, buffer.layout().elements()));
      inner.place(buffer, new Scope.Memory.Pointer("__local " + element + " *", name));
    }
    return inner;
  }

  private void part(Phase.Part part, Value group, Optional<Value> item, Scope scope) {
    Scope inner = point(part.grid(), group, scope);
    serial(part.body(), point(part.group().items(), item.orElse(Value.of(0)), inner));
  }

  /** The indices of the point of a grid that has this number. */
  private Scope point(List<Axis> grid, Value number, Scope scope) {
    int all = grid.stream().mapToInt(Axis::extent).reduce(1, Math::multiplyExact);
    int stride = all;
    Scope inner = scope;
    for (Axis axis : grid) {
      if (axis.extent() == 1) {
        inner = inner.block(axis, Value.of(0));
        continue;
      }
      boolean isOutermost = stride == all;
      stride /= Math.max(1, axis.extent());
      String index = number.operand();
      if (stride > 1) {
        index = "%s / %d".formatted(index, stride);
      }
      if (!isOutermost) {
        index = "%s %% %d".formatted(index, axis.extent());
      }
      inner = inner.block(axis, code.name(axis.name(), Value.compound(Type.I32, index)));
    }
    return inner;
  }

  private void serial(Stmt s, Scope scope) {
    switch (s) {
      case Stmt.Loop(Axis axis, Stmt body) -> loop(axis, body, scope);
      case Stmt.If(Expr condition, Stmt body) -> branch(s, condition, body, scope);
      case Stmt.Store(Buffer buffer, List<Expr> index, Expr value) ->
          expressions.memory().store(buffer, index, expressions.emit(value, scope), scope);
      case Stmt.Accumulate accumulate -> accumulate(accumulate, scope);
      case Stmt.Seq(List<Stmt> body) -> body.forEach(part -> serial(part, scope));
      case Stmt.Allocate allocate -> allocate(allocate, scope);
      // OpenCL's prefetch asks for the copy that a work group shares, which no driver here makes.
      case Stmt.Prefetch _ -> {}
      case Stmt.Barrier _ -> {
        code.line("barrier(CLK_LOCAL_MEM_FENCE | CLK_GLOBAL_MEM_FENCE);");
        code.stored();
      }
    }
  }

  private void loop(Axis axis, Stmt body, Scope scope) {
    if (axis.extent() <= 1) {
      unroll(axis, body, scope);
      return;
    }
    switch (axis.kind()) {
      case UNROLLED -> unroll(axis, body, scope);
      case VECTOR -> {
        if (scope.lane().isEmpty()) {
          vector(axis, body, scope);
        } else {
          count(axis, body, scope);
        }
      }
      case SERIAL, DOT, MATRIX, PARALLEL, DYNAMIC, WORK_GROUP, WORK_ITEM ->
          count(axis, body, scope);
    }
  }

  private void unroll(Axis axis, Stmt body, Scope scope) {
    for (int i = 0; i < axis.extent(); i++) {
      serial(body.substitute(Map.of(axis.name(), new Expr.Int(i))), scope);
    }
  }

  /** The lanes of vectors as wide as OpenCL has them, one vector after the other. */
  private void vector(Axis axis, Stmt body, Scope scope) {
    for (Chunk chunk : Chunk.of(axis.extent())) {
      Axis lanes = new Axis(axis.name(), chunk.lanes(), Kind.VECTOR);
      Expr lane =
          chunk.lanes() == 1 ? new Expr.Int(chunk.first()) : lanes.var().plus(chunk.first());
      Stmt part = body.substitute(Map.of(axis.name(), lane));
      serial(part, chunk.lanes() == 1 ? scope : scope.vector(lanes));
    }
  }

  private void count(Axis axis, Stmt body, Scope scope) {
    String variable = code.fresh(axis.name());
    code.open(
        "for (int %s = 0; %s < %d; %s++)".formatted(variable, variable, axis.extent(), variable));
    serial(body, scope.loop(axis, Value.primary(Type.I32, variable)));
    code.close();
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
    code.open("if (%s)".formatted(expressions.emit(condition, scope).text()));
    serial(body, scope.block());
    code.close();
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

  private void allocate(Stmt.Allocate s, Scope scope) {
    if (scope.lane().isPresent()) {
      Axis lane = scope.lane().get();
      place(PrivateBuffers.perLane(s, lane), lane.extent(), scope);
      return;
    }
    OptionalInt lanes = PrivateBuffers.laneDimension(s);
    if (s.buffer().space() == Space.REGISTER && lanes.isPresent()) {
      int width = s.buffer().shape().get(lanes.getAsInt());
      place(PrivateBuffers.lanesInnermost(s), width, scope);
    } else {
      place(s, 1, scope);
    }
  }

  /**
   * Registers as variables, other buffers as arrays.
   *
   * @param width the extent of the innermost dimension, where vector loops run along it
   */
  private void place(Stmt.Allocate s, int width, Scope scope) {
    Buffer buffer = s.buffer();
    Scope inner = scope.block();
    switch (buffer.space()) {
      case REGISTER -> {
        Registers registers = Registers.of(buffer, width, code);
        registers.declare(code);
        inner.place(buffer, new Scope.Memory.Variables(registers));
        serial(s.body(), inner);
      }
      case LOCAL, TILE -> {
        arrayBytes += buffer.bytes();
        if (arrayBytes > MAX_ARRAY_BYTES) {
          throw ExprEmitter.bug(
              "%s of %d bytes is too large for a work item"
                  .formatted(buffer.name(), buffer.bytes()));
        }
        String name = code.fresh(buffer.name());
        Type element = MemoryEmitter.stored(buffer.dtype());
        code.line("%s %s[%d];".formatted(element, name, buffer.layout().elements()));
        inner.place(buffer, new Scope.Memory.Pointer(element + " *", name));
        serial(s.body(), inner);
        arrayBytes -= buffer.bytes();
      }
      case GLOBAL -> throw ExprEmitter.bug(buffer.name() + " cannot be allocated");
    }
  }
}
