package org.cnnc.backend.opencl.emit;

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
 * a vector loop around, and what was computed before and has a name here.
 */
final class Scope {
  private final Optional<Scope> outer;

  /** Whether code of this scope stands in the block of the outer one. */
  private final boolean continuesBlock;

  /** Whether code of this scope runs again and again, after what stands below it. */
  private final boolean isLoop;

  private final Simplifier simplifier;
  private final Optional<Axis> lane;
  private final boolean isInline;
  private final Map<String, Value> variables = new HashMap<>();
  private final Map<String, Memory> memories = new HashMap<>();
  private final Map<Object, Known> known = new HashMap<>();

  /** Where a buffer lies. */
  sealed interface Memory {
    /** A pointer of this name, to an element type with its address space. */
    record Pointer(String type, String name) implements Memory {}

    /** Variables. */
    record Variables(Registers registers) implements Memory {}
  }

  /** What has a name, and how often memory was written before. */
  private record Known(Value value, int stores) {}

  /** The address of a buffer plus an index. */
  private record Address(String buffer, Linear index) {}

  /** Elements of a buffer, {@code stride} apart. */
  private record Elements(String buffer, Linear first, long stride, int lanes) {}

  /** A kernel's outermost scope. */
  Scope() {
    this(Optional.empty(), false, false, new Simplifier(), Optional.empty(), false);
  }

  private Scope(
      Optional<Scope> outer,
      boolean continuesBlock,
      boolean isLoop,
      Simplifier simplifier,
      Optional<Axis> lane,
      boolean isInline) {
    this.outer = outer;
    this.continuesBlock = continuesBlock;
    this.isLoop = isLoop;
    this.simplifier = simplifier;
    this.lane = lane;
    this.isInline = isInline;
  }

  /** The inside of a loop whose variable has this value. */
  Scope loop(Axis axis, Value value) {
    return bound(true, axis, value);
  }

  /** The inside of a block in which the variable of an axis has this value. */
  Scope block(Axis axis, Value value) {
    return bound(false, axis, value);
  }

  private Scope bound(boolean loop, Axis axis, Value value) {
    Scope inner =
        new Scope(Optional.of(this), false, loop, simplifier.inside(axis), lane, isInline);
    inner.variables.put(axis.name(), value);
    return inner;
  }

  /** The inside of a vector loop: each of its values is a lane. */
  Scope vector(Axis axis) {
    Scope inner =
        new Scope(
            Optional.of(this), true, false, simplifier.inside(axis), Optional.of(axis), isInline);
    Value[] lanes = new Value[axis.extent()];
    for (int l = 0; l < lanes.length; l++) {
      lanes[l] = Value.of(l);
    }
    inner.variables.put(axis.name(), Code.gather(lanes));
    return inner;
  }

  /** The same block, for one lane of the vector loop around. */
  Scope scalar() {
    return new Scope(Optional.of(this), true, false, simplifier, Optional.empty(), isInline);
  }

  /** A block that is not always run, or in which a buffer is declared. */
  Scope block() {
    return new Scope(Optional.of(this), false, false, simplifier, lane, isInline);
  }

  /** One lane or no vector loop, where all must be one expression: it may not be evaluated. */
  Scope inline() {
    return new Scope(Optional.of(this), true, false, simplifier, Optional.empty(), true);
  }

  Simplifier simplifier() {
    return simplifier;
  }

  Optional<Axis> lane() {
    return lane;
  }

  /** Whether nothing may be given a name on a line of its own. */
  boolean isInline() {
    return isInline;
  }

  void place(Buffer buffer, Memory memory) {
    memories.put(buffer.name(), memory);
  }

  Value variable(String name) {
    for (Optional<Scope> s = Optional.of(this); s.isPresent(); s = s.get().outer) {
      Value value = s.get().variables.get(name);
      if (value != null) {
        return value;
      }
    }
    throw new CompilerBug("opencl-emit", "the variable " + name + " is not that of a loop around");
  }

  Memory memory(Buffer buffer) {
    for (Optional<Scope> s = Optional.of(this); s.isPresent(); s = s.get().outer) {
      Memory memory = s.get().memories.get(buffer.name());
      if (memory != null) {
        return memory;
      }
    }
    throw new CompilerBug("opencl-emit", "the buffer " + buffer.name() + " is not declared");
  }

  /** The result of an index computation that has a name. */
  Optional<Value> index(Linear sum) {
    return find(sum).map(Known::value);
  }

  void rememberIndex(Linear sum, Value value) {
    owner(sum).known.put(sum, new Known(value, 0));
  }

  /** The pointer to a buffer's element that has a name. */
  Optional<Value> pointer(Buffer buffer, Linear index) {
    return find(new Address(buffer.name(), index)).map(Known::value);
  }

  void rememberPointer(Buffer buffer, Linear index, Value pointer) {
    owner(index).known.put(new Address(buffer.name(), index), new Known(pointer, 0));
  }

  /** Elements that were loaded, unless memory was or will be written since. */
  Optional<Value> loaded(Buffer buffer, Linear first, long stride, int lanes, int stores) {
    Elements elements = new Elements(buffer.name(), first, stride, lanes);
    for (Optional<Scope> s = Optional.of(this); s.isPresent(); s = s.get().outer) {
      Known found = s.get().known.get(elements);
      if (found != null) {
        return found.stores == stores ? Optional.of(found.value) : Optional.empty();
      }
      if (s.get().isLoop) {
        return Optional.empty();
      }
    }
    return Optional.empty();
  }

  void rememberLoaded(
      Buffer buffer, Linear first, long stride, int lanes, int stores, Value value) {
    owner(first)
        .known
        .put(new Elements(buffer.name(), first, stride, lanes), new Known(value, stores));
  }

  private Optional<Known> find(Object key) {
    for (Optional<Scope> s = Optional.of(this); s.isPresent(); s = s.get().outer) {
      Known found = s.get().known.get(key);
      if (found != null) {
        return Optional.of(found);
      }
    }
    return Optional.empty();
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
}
