package org.cnnc.backend.llvm.emit;

import java.util.List;
import java.util.Optional;
import org.cnnc.ir.loop.Axis;
import org.cnnc.ir.loop.Buffer;
import org.cnnc.ir.loop.ElementType;
import org.cnnc.ir.loop.Expr;
import org.cnnc.ir.loop.Linear;
import org.cnnc.ir.loop.Stmt;
import org.cnnc.ir.loop.emit.Lanes;
import org.cnnc.ir.loop.emit.Position;

/**
 * Writes loads and stores. An address is a base, which copies of a body share, plus a constant,
 * which the instruction itself can add. Alignment is the element's: more is not promised, and
 * unaligned instructions cost nothing where the data is aligned.
 */
final class MemoryEmitter {
  private final Code code;
  private final IndexEmitter indices;

  MemoryEmitter(Code code, IndexEmitter indices) {
    this.code = code;
    this.indices = indices;
  }

  Value load(Expr.Load load, Scope scope) {
    Buffer buffer = load.buffer();
    Position p = Position.of(buffer, load.index(), scope.simplifier(), scope.lane());
    if (scope.mask().isPresent()) {
      return fromMemory(buffer.dtype(), maskedLoad(load, p, scope.mask().get(), scope));
    }
    Type scalar = new Type(scalar(buffer.dtype()), 1);
    Value loaded =
        switch (p.access()) {
          case UNIFORM -> code.load(scalar, address(p, 0, scope), buffer.dtype().bytes());
          case CONTIGUOUS ->
              code.load(
                  scalar.withLanes(lane(scope).extent()),
                  address(p, 0, scope),
                  buffer.dtype().bytes());
          case STRIDED, SCATTERED -> loadLanes(load, p, scope);
        };
    return fromMemory(buffer.dtype(), loaded);
  }

  /** Each lane's element and the one behind it, in 32 bits. */
  Value loadPairs(Position p, int lanes, Scope scope) {
    return code.load(Type.I32.withLanes(lanes), address(p, 0, scope), p.buffer().dtype().bytes());
  }

  private Value loadLanes(Expr.Load load, Position p, Scope scope) {
    Axis lane = lane(scope);
    Type scalar = new Type(scalar(load.buffer().dtype()), 1);
    Value[] values = new Value[lane.extent()];
    for (int l = 0; l < values.length; l++) {
      values[l] =
          code.load(scalar, laneAddress(p, load.index(), l, scope), load.buffer().dtype().bytes());
    }
    return code.gather(values);
  }

  /** The address of one lane's element. */
  Value laneAddress(Position p, List<Expr> index, int number, Scope scope) {
    if (p.access() != Position.Access.SCATTERED) {
      return address(p, number * p.stride(), scope);
    }
    Axis lane = lane(scope);
    List<Expr> atLane = index.stream().map(i -> Lanes.atLane(i, lane, number)).toList();
    Linear position = scope.simplifier().linear(p.buffer().layout().position(atLane));
    return address(new Position(p.buffer(), position, 0, Position.Access.UNIFORM), 0, scope);
  }

  private Value maskedLoad(Expr.Load load, Position p, Value mask, Scope scope) {
    int lanes = mask.type().lanes();
    ElementType dtype = load.buffer().dtype();
    Type type = new Type(scalar(dtype), lanes);
    Value align = new Value(Type.I32, Integer.toString(dtype.bytes()));
    Value none = new Value(type, "zeroinitializer");
    if (p.access() == Position.Access.CONTIGUOUS) {
      Value pointer = address(p, 0, scope);
      String function = "@llvm.masked.load.%s.p0".formatted(type.suffix());
      return maskedCall(type, function, pointer, align, mask, none);
    }
    Expr position = load.buffer().layout().position(load.index());
    Value index = code.splat(indices.emit(position, scope), lanes);
    Value pointers = code.offset(scope.memory(load.buffer()), type.scalar(), index);
    String function = "@llvm.masked.gather.%s.v%dp0".formatted(type.suffix(), lanes);
    return maskedCall(type, function, pointers, align, mask, none);
  }

  private Value maskedCall(
      Type type, String function, Value pointer, Value align, Value mask, Value none) {
    // The alignment must be a constant, which a declaration has to say.
    code.module()
        .declare(
            "declare %s %s(%s, i32 immarg, %s, %s)"
                .formatted(type, function, pointer.type(), mask.type(), type));
    return code.call(type, function, pointer, align, mask, none);
  }

  /** Stores a value, a vector of them where the position depends on the lane. */
  void store(Buffer buffer, List<Expr> index, Value value, Scope scope) {
    Position p = Position.of(buffer, index, scope.simplifier(), scope.lane());
    Value stored = toMemory(buffer.dtype(), value);
    int align = buffer.dtype().bytes();
    switch (p.access()) {
      // Every lane writes there; the last one remains.
      case UNIFORM -> {
        int last = stored.type().lanes() - 1;
        code.store(code.extract(stored, last), address(p, 0, scope), align);
      }
      case CONTIGUOUS ->
          code.store(code.splat(stored, lane(scope).extent()), address(p, 0, scope), align);
      case STRIDED, SCATTERED -> {
        for (int l = 0; l < lane(scope).extent(); l++) {
          code.store(code.extract(stored, l), laneAddress(p, index, l, scope), align);
        }
      }
    }
  }

  /** The address of an element. */
  Value pointer(Buffer buffer, Linear position, Scope scope) {
    return address(new Position(buffer, position, 0, Position.Access.UNIFORM), 0, scope);
  }

  /** Asks for the memory around an element. */
  void prefetch(Stmt.Prefetch s, Scope scope) {
    Position position = Position.of(s.buffer(), s.index(), scope.simplifier(), scope.lane());
    Value pointer = address(position, 0, scope);
    code.module()
        .declare("declare void @llvm.prefetch.p0(ptr, i32 immarg, i32 immarg, i32 immarg)");
    int locality = s.isNear() ? 3 : 2;
    // To read, how near to be kept, data.
    code.line(
        "call void @llvm.prefetch.p0(%s, i32 0, i32 %d, i32 1)"
            .formatted(pointer.typed(), locality));
  }

  private Value address(Position p, long more, Scope scope) {
    Type.Scalar element = scalar(p.buffer().dtype());
    Linear variable = p.first().withoutConstant();
    Optional<Value> known = scope.known(p.buffer(), variable);
    Value base =
        known.isPresent()
            ? known.get()
            : code.offset(scope.memory(p.buffer()), element, indices.emit(variable, scope));
    if (known.isEmpty() && Lanes.isPure(variable)) {
      scope.remember(p.buffer(), variable, base);
    }
    return code.offset(base, element, Value.of(p.first().constant() + more));
  }

  private static Axis lane(Scope scope) {
    return scope.lane().orElseThrow();
  }

  /** The type in memory. */
  static Type.Scalar scalar(ElementType dtype) {
    return switch (dtype) {
      case F32 -> Type.Scalar.F32;
      case BF16 -> Type.Scalar.I16;
      case I64 -> Type.Scalar.I64;
      case I32 -> Type.Scalar.I32;
      case BOOL -> Type.Scalar.I8;
    };
  }

  private Value fromMemory(ElementType dtype, Value value) {
    return switch (dtype) {
      case F32, I64 -> value;
      case BF16 -> Bfloat16Code.widen(code, value);
      case I32 -> code.convert("sext", value, Type.Scalar.I64);
      case BOOL ->
          code.compare("icmp ne", value, code.splat(new Value(Type.I8, "0"), value.type().lanes()));
    };
  }

  private Value toMemory(ElementType dtype, Value value) {
    return switch (dtype) {
      case F32, I64 -> value;
      case BF16 -> Bfloat16Code.narrow(code, value);
      case I32 -> code.convert("trunc", value, Type.Scalar.I32);
      case BOOL -> code.convert("zext", value, Type.Scalar.I8);
    };
  }
}
