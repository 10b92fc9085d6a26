package org.cnnc.backend.llvm.emit;

import java.util.Optional;
import org.cnnc.ir.loop.Axis;
import org.cnnc.ir.loop.Simplifier;
import org.cnnc.ir.loop.emit.NestScope;

/** The scope of LLVM IR: buffers are pointers, and lanes of a vector loop may be masked. */
final class Scope extends NestScope<Scope, Value, Value> {
  private final Optional<Value> mask;

  /** A kernel's outermost scope. */
  Scope() {
    super("llvm-emit");
    this.mask = Optional.empty();
  }

  private Scope(
      Scope outer,
      boolean continuesBlock,
      Simplifier simplifier,
      Optional<Axis> lane,
      Optional<Value> mask) {
    super(outer, continuesBlock, simplifier, lane);
    this.mask = mask;
  }

  @Override
  protected Scope self() {
    return this;
  }

  /** The inside of a loop whose variable has this value. */
  Scope loop(Axis axis, Value value) {
    Scope inner = new Scope(this, false, simplifier().inside(axis), lane(), mask);
    inner.bind(axis, value);
    return inner;
  }

  /** The inside of a vector loop: each of its values is a lane. */
  Scope vector(Axis axis) {
    Scope inner =
        new Scope(this, true, simplifier().inside(axis), Optional.of(axis), Optional.empty());
    inner.bind(axis, Code.lanes(axis.extent(), 1));
    return inner;
  }

  /** The same block, for one lane of the vector loop around. */
  Scope scalar() {
    return new Scope(this, true, simplifier(), Optional.empty(), Optional.empty());
  }

  /** A block that is not always run, or in which a buffer is declared. */
  Scope block() {
    return new Scope(this, false, simplifier(), lane(), mask);
  }

  /** The same block, where only some lanes may touch memory. */
  Scope masked(Value lanes) {
    return new Scope(this, true, simplifier(), lane(), Optional.of(lanes));
  }

  /** The lanes that may touch memory, where not all may. */
  Optional<Value> mask() {
    return mask;
  }
}
