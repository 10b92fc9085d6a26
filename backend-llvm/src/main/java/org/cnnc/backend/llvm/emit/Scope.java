package org.cnnc.backend.llvm.emit;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.cnnc.ir.CompilerBug;
import org.cnnc.ir.loop.Axis;
import org.cnnc.ir.loop.Buffer;
import org.cnnc.ir.loop.Linear;
import org.cnnc.ir.loop.Simplifier;
import org.cnnc.ir.loop.emit.Lanes;

/**
 * What is known at a place in a nest: the values of loop variables, where buffers lie, the lanes of
 * a vector loop around, and index computations whose results may be used again because their block
 * dominates this one.
 */
final class Scope {
  private final Optional<Scope> outer;

  /** Whether code of this scope stands in the block of the outer one. */
  private final boolean continuesBlock;

  private final Simplifier simplifier;
  private final Optional<Axis> lane;
  private final Optional<Value> mask;
  private final Map<String, Value> variables = new HashMap<>();
  private final Map<String, Value> buffers = new HashMap<>();
  private final Map<Object, Value> known = new HashMap<>();

  /** A kernel's outermost scope. */
  Scope() {
    this(Optional.empty(), false, new Simplifier(), Optional.empty(), Optional.empty());
  }

  private Scope(
      Optional<Scope> outer,
      boolean continuesBlock,
      Simplifier simplifier,
      Optional<Axis> lane,
      Optional<Value> mask) {
    this.outer = outer;
    this.continuesBlock = continuesBlock;
    this.simplifier = simplifier;
    this.lane = lane;
    this.mask = mask;
  }

  /** The inside of a loop whose variable has this value. */
  Scope loop(Axis axis, Value value) {
    Scope inner = new Scope(Optional.of(this), false, simplifier.inside(axis), lane, mask);
    inner.variables.put(axis.name(), value);
    return inner;
  }

  /** The inside of a vector loop: each of its values is a lane. */
  Scope vector(Axis axis) {
    Scope inner =
        new Scope(
            Optional.of(this), true, simplifier.inside(axis), Optional.of(axis), Optional.empty());
    inner.variables.put(axis.name(), Code.lanes(axis.extent(), 1));
    return inner;
  }

  /** The same block, for one lane of the vector loop around. */
  Scope scalar() {
    return new Scope(Optional.of(this), true, simplifier, Optional.empty(), Optional.empty());
  }

  /** A block that is not always run, or in which a buffer is declared. */
  Scope block() {
    return new Scope(Optional.of(this), false, simplifier, lane, mask);
  }

  /** The same block, where only some lanes may touch memory. */
  Scope masked(Value lanes) {
    return new Scope(Optional.of(this), true, simplifier, lane, Optional.of(lanes));
  }

  Simplifier simplifier() {
    return simplifier;
  }

  Optional<Axis> lane() {
    return lane;
  }

  /** The lanes that may touch memory, where not all may. */
  Optional<Value> mask() {
    return mask;
  }

  void place(Buffer buffer, Value pointer) {
    buffers.put(buffer.name(), pointer);
  }

  Value variable(String name) {
    for (Optional<Scope> s = Optional.of(this); s.isPresent(); s = s.get().outer) {
      Value value = s.get().variables.get(name);
      if (value != null) {
        return value;
      }
    }
    throw new CompilerBug("llvm-emit", "the variable " + name + " is not that of a loop around");
  }

  Value pointer(Buffer buffer) {
    for (Optional<Scope> s = Optional.of(this); s.isPresent(); s = s.get().outer) {
      Value pointer = s.get().buffers.get(buffer.name());
      if (pointer != null) {
        return pointer;
      }
    }
    throw new CompilerBug("llvm-emit", "the buffer " + buffer.name() + " is not declared");
  }

  /** The result of an index computation that was written before. */
  Optional<Value> known(Linear sum) {
    return find(sum);
  }

  /** The address of a buffer plus an index, where it was computed before. */
  Optional<Value> known(Buffer buffer, Linear index) {
    return find(new Address(buffer.name(), index));
  }

  private Optional<Value> find(Object key) {
    for (Optional<Scope> s = Optional.of(this); s.isPresent(); s = s.get().outer) {
      Value value = s.get().known.get(key);
      if (value != null) {
        return Optional.of(value);
      }
    }
    return Optional.empty();
  }

  void remember(Linear sum, Value value) {
    owner(sum).known.put(sum, value);
  }

  void remember(Buffer buffer, Linear index, Value pointer) {
    owner(index).known.put(new Address(buffer.name(), index), pointer);
  }

  /** The outermost scope of this block in which the sum means the same. */
  private Scope owner(Linear sum) {
    Scope owner = this;
    while (owner.continuesBlock && !owner.isLaneOf(sum)) {
      owner = owner.outer.orElseThrow();
    }
    return owner;
  }

  /** Whether the sum depends on the variable that this scope gives its lanes. */
  private boolean isLaneOf(Linear sum) {
    return lane.isPresent() && Lanes.mentions(sum.toExpr(), lane.get());
  }

  private record Address(String buffer, Linear index) {}
}
