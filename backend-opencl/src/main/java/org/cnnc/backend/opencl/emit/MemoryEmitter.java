package org.cnnc.backend.opencl.emit;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.cnnc.ir.loop.Axis;
import org.cnnc.ir.loop.Buffer;
import org.cnnc.ir.loop.ElementType;
import org.cnnc.ir.loop.Expr;
import org.cnnc.ir.loop.Linear;
import org.cnnc.ir.loop.emit.Lanes;
import org.cnnc.ir.loop.emit.Position;

/**
 * Writes loads and stores. An address is a pointer, which copies of a body share, plus a constant.
 * What was loaded has a name, under which copies of a body find it again.
 */
final class MemoryEmitter {
  private final Code code;
  private final IndexEmitter indices;
  private final ExprEmitter expressions;

  MemoryEmitter(Code code, IndexEmitter indices, ExprEmitter expressions) {
    this.code = code;
    this.indices = indices;
    this.expressions = expressions;
  }

  /** An element's type in memory. */
  static Type stored(ElementType dtype) {
    return switch (dtype) {
      case F32 -> Type.F32;
      case BF16 -> Type.U16;
      case I64 -> Type.I64;
      case I32 -> Type.I32;
      case BOOL -> new Type(Type.Scalar.U8, 1);
    };
  }

  /** An element's type when it is computed with. */
  static Type value(ElementType dtype) {
    return switch (dtype) {
      case F32, BF16 -> Type.F32;
      case I64, I32 -> Type.I64;
      case BOOL -> Type.TRUTH;
    };
  }

  Value load(Expr.Load load, Scope scope) {
    Buffer buffer = load.buffer();
    Position p = Position.of(buffer, load.index(), scope.simplifier(), scope.lane());
    return switch (scope.memory(buffer)) {
      case Scope.Memory.Variables(Registers registers) ->
          p.access() == Position.Access.SCATTERED
              ? gather(load, scope)
              : registers.load(constant(p), p.stride(), lanes(p, scope));
      case Scope.Memory.Pointer pointer ->
          p.access() == Position.Access.SCATTERED
              ? gather(load, scope)
              : loadMemory(p, pointer, scope);
    };
  }

  /** Lane by lane, from wherever each lies. */
  private Value gather(Expr.Load load, Scope scope) {
    Axis lane = lane(scope);
    return Code.gather(
        IntStream.range(0, lane.extent())
            .mapToObj(l -> load((Expr.Load) Lanes.atLane(load, lane, l), scope.scalar()))
            .toArray(Value[]::new));
  }

  private static long constant(Position p) {
    if (!p.first().isConstant()) {
      throw ExprEmitter.bug("the register %s is indexed by %s".formatted(p.buffer().name(), p));
    }
    return p.first().constant();
  }

  private static int lanes(Position p, Scope scope) {
    return p.access() == Position.Access.UNIFORM ? 1 : lane(scope).extent();
  }

  private Value loadMemory(Position p, Scope.Memory.Pointer pointer, Scope scope) {
    Buffer buffer = p.buffer();
    int lanes = lanes(p, scope);
    if (scope.isInline()) {
      return element(buffer, pointer.name(), indices.emit(p.first(), scope));
    }
    boolean isPure = Lanes.isPure(p.first());
    Optional<Value> before =
        isPure
            ? scope.loaded(buffer, p.first(), p.stride(), lanes, code.stores())
            : Optional.empty();
    if (before.isPresent()) {
      return before.get();
    }
    String address = pointer(p, pointer, scope);
    Value loaded =
        code.name(
            buffer.name() + "_v",
            switch (p.access()) {
              case UNIFORM -> element(buffer, address, Value.of(p.first().constant()));
              case CONTIGUOUS -> vector(buffer, address, p.first().constant(), lanes);
              case STRIDED, SCATTERED -> strided(p, address, lanes);
            });
    if (isPure) {
      scope.rememberLoaded(buffer, p.first(), p.stride(), lanes, code.stores(), loaded);
    }
    return loaded;
  }

  private static Value element(Buffer buffer, String pointer, Value index) {
    String place = "%s[%s]".formatted(pointer, index.text());
    return switch (buffer.dtype()) {
      case F32, I64, I32 -> Value.primary(stored(buffer.dtype()), place);
      case BF16 -> widened(Value.primary(Type.U16, place));
      case BOOL -> Value.compound(Type.TRUTH, place + " != 0");
    };
  }

  private static Value vector(Buffer buffer, String pointer, long offset, int lanes) {
    String loaded = "vload%d(0, %s)".formatted(lanes, plus(pointer, offset));
    Type type = value(buffer.dtype()).withLanes(lanes);
    return switch (buffer.dtype()) {
      case F32, I64 -> Value.primary(type, loaded);
      case BF16 -> widened(Value.primary(Type.U16.withLanes(lanes), loaded));
      case I32 -> Value.primary(type, "convert_%s(%s)".formatted(type, loaded));
      case BOOL -> Value.compound(type, "convert_%s(%s) != 0".formatted(type, loaded));
    };
  }

  /** The f32 that the bits of a bfloat16 are. */
  static Value widened(Value bits) {
    int lanes = bits.type().lanes();
    Type type = Type.F32.withLanes(lanes);
    // A shift by a scalar is by as much in every lane.
    return Value.primary(
        type, "as_%s(convert_uint%s(%s) << 16)".formatted(type, type.suffix(), bits.text()));
  }

  private static Value strided(Position p, String pointer, int lanes) {
    return Code.gather(
        IntStream.range(0, lanes)
            .mapToObj(
                l -> element(p.buffer(), pointer, Value.of(p.first().constant() + l * p.stride())))
            .toArray(Value[]::new));
  }

  private static String plus(String pointer, long offset) {
    return offset == 0
        ? pointer
        : "%s %s %d".formatted(pointer, offset < 0 ? "-" : "+", Math.abs(offset));
  }

  /** Stores a value, a vector of them where the position depends on the lane. */
  void store(Buffer buffer, List<Expr> index, Value value, Scope scope) {
    Position p = Position.of(buffer, index, scope.simplifier(), scope.lane());
    if (p.access() == Position.Access.SCATTERED) {
      Value named = value.isPrimary() ? value : code.name("t", value);
      Axis lane = lane(scope);
      for (int l = 0; l < lane.extent(); l++) {
        int at = l;
        List<Expr> atLane = index.stream().map(i -> Lanes.atLane(i, lane, at)).toList();
        store(buffer, atLane, Code.extract(named, l), scope.scalar());
      }
      return;
    }
    int lanes = lanes(p, scope);
    // Where every lane writes one element, the last one remains.
    Value stored =
        lanes == 1 ? Code.extract(value, value.type().lanes() - 1) : Code.splat(value, lanes);
    switch (scope.memory(buffer)) {
      case Scope.Memory.Variables(Registers registers) ->
          registers.store(constant(p), p.stride(), stored, code);
      case Scope.Memory.Pointer pointer -> storeMemory(p, pointer, stored, scope);
    }
  }

  private void storeMemory(Position p, Scope.Memory.Pointer pointer, Value value, Scope scope) {
    ElementType dtype = p.buffer().dtype();
    String address = pointer(p, pointer, scope);
    long offset = p.first().constant();
    int lanes = value.type().lanes();
    if (lanes == 1) {
      code.line("%s[%d] = %s;".formatted(address, offset, toMemory(dtype, value)));
    } else if (p.access() == Position.Access.CONTIGUOUS) {
      code.line(
          "vstore%d(%s, 0, %s);".formatted(lanes, toMemory(dtype, value), plus(address, offset)));
    } else {
      Value named = value.isPrimary() ? value : code.name("t", value);
      for (int l = 0; l < lanes; l++) {
        code.line(
            "%s[%d] = %s;"
                .formatted(
                    address, offset + l * p.stride(), toMemory(dtype, Code.extract(named, l))));
      }
    }
    code.stored();
  }

  private String toMemory(ElementType dtype, Value value) {
    Type type = stored(dtype).withLanes(value.type().lanes());
    return switch (dtype) {
      case F32, I64 -> value.text();
      case BF16 -> expressions.narrowed(value).text();
      case I32 -> "convert_%s(%s)".formatted(type, value.text());
      case BOOL ->
          value.type().isVector()
              ? "convert_%s(%s & 1)".formatted(type, value.operand())
              : "convert_%s(%s)".formatted(type, value.text());
    };
  }

  /** The name of a pointer to a position without its constant part. */
  private String pointer(Position p, Scope.Memory.Pointer pointer, Scope scope) {
    Linear variable = p.first().withoutConstant();
    if (variable.isConstant()) {
      return pointer.name();
    }
    Optional<Value> known =
        Lanes.isPure(variable) ? scope.known(p.buffer(), variable) : Optional.empty();
    if (known.isPresent()) {
      return known.get().text();
    }
    String index = indices.emit(variable, scope).text();
    String name = code.fresh(p.buffer().name() + "_p");
    code.line("%s%s = %s + %s;".formatted(pointer.type(), name, pointer.name(), operand(index)));
    if (Lanes.isPure(variable)) {
      scope.remember(p.buffer(), variable, Value.primary(Type.I64, name));
    }
    return name;
  }

  /** Sums need no parentheses behind a plus; so much else does not begin with a ternary. */
  private static String operand(String index) {
    return index.contains("?") ? "(" + index + ")" : index;
  }

  private static Axis lane(Scope scope) {
    return scope.lane().orElseThrow();
  }
}
