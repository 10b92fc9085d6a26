package org.cnnc.ir.loop.emit;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.cnnc.ir.CompilerBug;
import org.cnnc.ir.loop.Axis;
import org.cnnc.ir.loop.Buffer;
import org.cnnc.ir.loop.Linear;
import org.cnnc.ir.loop.Simplifier;
import org.jspecify.annotations.Nullable;

/**
 * What an emitter knows at a place in a nest: the values of loop variables, where buffers lie, the
 * lanes of a vector loop around, and index computations whose results may be used again because
 * their block dominates this one.
 *
 * @param <S> the emitter's own scopes
 * @param <V> a value in its language
 * @param <M> where a buffer lies
 */
public abstract class NestScope<S extends NestScope<S, V, M>, V, M> {
  private final String pass;
  private final Optional<S> outer;

  /** Whether code of this scope stands in the block of the outer one. */
  private final boolean continuesBlock;

  private final Simplifier simplifier;
  private final Optional<Axis> lane;
  private final Map<String, V> variables = new HashMap<>();
  private final Map<String, M> memories = new HashMap<>();
  private final Map<Object, V> known = new HashMap<>();

  /** The address of a buffer plus an index. */
  private record Address(String buffer, Linear index) {}

  /**
   * A kernel's outermost scope.
   *
   * @param pass the emitter's name, for errors in the compiler
   */
  protected NestScope(String pass) {
    this.pass = pass;
    this.outer = Optional.empty();
    this.continuesBlock = false;
    this.simplifier = new Simplifier();
    this.lane = Optional.empty();
  }

  /**
   * A scope inside another one.
   *
   * @param continuesBlock whether its code stands in the block of the outer one
   */
  protected NestScope(S outer, boolean continuesBlock, Simplifier simplifier, Optional<Axis> lane) {
    this.pass = upcast(outer).pass;
    this.outer = Optional.of(outer);
    this.continuesBlock = continuesBlock;
    this.simplifier = simplifier;
    this.lane = lane;
  }

  /** This scope, in the emitter's own type. */
  protected abstract S self();

  /** Private members are those of this class. */
  private NestScope<S, V, M> upcast(S scope) {
    return scope;
  }

  protected final Optional<S> outer() {
    return outer;
  }

  public final Simplifier simplifier() {
    return simplifier;
  }

  /** The vector loop around, whose lanes are the parts of vectors. */
  public final Optional<Axis> lane() {
    return lane;
  }

  /** Gives the variable of an axis its value. */
  protected final void bind(Axis axis, V value) {
    variables.put(axis.name(), value);
  }

  /** Says where a buffer lies. */
  public final void place(Buffer buffer, M memory) {
    memories.put(buffer.name(), memory);
  }

  /** The value of a loop's variable. */
  public final V variable(String name) {
    return find(scope -> scope.variables.get(name))
        .orElseThrow(
            () -> new CompilerBug(pass, "the variable " + name + " is not that of a loop around"));
  }

  /** Where a buffer lies. */
  public final M memory(Buffer buffer) {
    return find(scope -> scope.memories.get(buffer.name()))
        .orElseThrow(
            () -> new CompilerBug(pass, "the buffer " + buffer.name() + " is not declared"));
  }

  /** The result of an index computation that was written before. */
  public final Optional<V> known(Linear sum) {
    return find(scope -> scope.known.get(sum));
  }

  /** The address of a buffer plus an index, where it was computed before. */
  public final Optional<V> known(Buffer buffer, Linear index) {
    return find(scope -> scope.known.get(new Address(buffer.name(), index)));
  }

  /** Keeps the result of an index computation, which reads no memory. */
  public final void remember(Linear sum, V value) {
    upcast(owner(sum)).known.put(sum, value);
  }

  /** Keeps the address of a buffer plus an index, which reads no memory. */
  public final void remember(Buffer buffer, Linear index, V pointer) {
    upcast(owner(index)).known.put(new Address(buffer.name(), index), pointer);
  }

  /** The outermost scope of this block in which the sum means the same. */
  protected final S owner(Linear sum) {
    S owner = self();
    while (upcast(owner).continuesBlock && !upcast(owner).isLaneOf(sum)) {
      owner = upcast(owner).outer.orElseThrow();
    }
    return owner;
  }

  /** Whether the sum depends on the variable that this scope gives its lanes. */
  private boolean isLaneOf(Linear sum) {
    return lane.isPresent() && sum.toExpr().mentions(lane.get());
  }

  /** What the innermost scope that has it says. */
  private <T> Optional<T> find(Function<NestScope<S, V, M>, @Nullable T> at) {
    NestScope<S, V, M> scope = this;
    while (true) {
      T found = at.apply(scope);
      if (found != null || scope.outer.isEmpty()) {
        return Optional.ofNullable(found);
      }
      scope = scope.outer.get();
    }
  }
}
