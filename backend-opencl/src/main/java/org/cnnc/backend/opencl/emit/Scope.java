package org.cnnc.backend.opencl.emit;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.cnnc.ir.loop.Axis;
import org.cnnc.ir.loop.Buffer;
import org.cnnc.ir.loop.Linear;
import org.cnnc.ir.loop.Simplifier;
import org.cnnc.ir.loop.emit.NestScope;

/** The scope of OpenCL C, in which elements that were loaded have names, too. */
final class Scope extends NestScope<Scope, Value, Scope.Memory> {
  /** Whether code of this scope runs again and again, after what stands below it. */
  private final boolean isLoop;

  private final boolean isInline;
  private final Map<Elements, Loaded> loads = new HashMap<>();

  /** Where a buffer lies. */
  sealed interface Memory {
    /** A pointer of this name, to an element type with its address space. */
    record Pointer(String type, String name) implements Memory {}

    /** Variables. */
    record Variables(Registers registers) implements Memory {}
  }

  /** Elements of a buffer, {@code stride} apart. */
  private record Elements(String buffer, Linear first, long stride, int lanes) {}

  /** The name of what was loaded, and how often memory was written before. */
  private record Loaded(Value value, int stores) {}

  /** A kernel's outermost scope. */
  Scope() {
    super("opencl-emit");
    this.isLoop = false;
    this.isInline = false;
  }

  private Scope(
      Scope outer,
      boolean continuesBlock,
      boolean isLoop,
      Simplifier simplifier,
      Optional<Axis> lane,
      boolean isInline) {
    super(outer, continuesBlock, simplifier, lane);
    this.isLoop = isLoop;
    this.isInline = isInline;
  }

  @Override
  protected Scope self() {
    return this;
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
    Scope inner = new Scope(this, false, loop, simplifier().inside(axis), lane(), isInline);
    inner.bind(axis, value);
    return inner;
  }

  /** The inside of a vector loop: each of its values is a lane. */
  Scope vector(Axis axis) {
    Scope inner =
        new Scope(this, true, false, simplifier().inside(axis), Optional.of(axis), isInline);
    Value[] lanes = new Value[axis.extent()];
    for (int l = 0; l < lanes.length; l++) {
      lanes[l] = Value.of(l);
    }
    inner.bind(axis, Code.gather(lanes));
    return inner;
  }

  /** The same block, for one lane of the vector loop around. */
  Scope scalar() {
    return new Scope(this, true, false, simplifier(), Optional.empty(), isInline);
  }

  /** A block that is not always run, or in which a buffer is declared. */
  Scope block() {
    return new Scope(this, false, false, simplifier(), lane(), isInline);
  }

  /** One lane or no vector loop, where all must be one expression: it may not be evaluated. */
  Scope inline() {
    return new Scope(this, true, false, simplifier(), Optional.empty(), true);
  }

  /** Whether nothing may be given a name on a line of its own. */
  boolean isInline() {
    return isInline;
  }

  /** Elements that were loaded, unless memory was or will be written since. */
  Optional<Value> loaded(Buffer buffer, Linear first, long stride, int lanes, int stores) {
    Elements elements = new Elements(buffer.name(), first, stride, lanes);
    for (Optional<Scope> s = Optional.of(this); s.isPresent(); s = s.get().outer()) {
      Loaded found = s.get().loads.get(elements);
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
        .loads
        .put(new Elements(buffer.name(), first, stride, lanes), new Loaded(value, stores));
  }
}
