package org.cnnc.frontend.elaborate;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.cnnc.frontend.known.Known;
import org.cnnc.ir.SourceSpan;

/** The variables of a body; those of the body around it are visible, and may be assigned to. */
final class Scope {
  private final Optional<Scope> outer;
  private final Map<String, Variable> variables = new LinkedHashMap<>();

  /** A variable and where it got what it holds. */
  record Variable(State state, SourceSpan assigned) {}

  /** What a variable holds. */
  sealed interface State {
    record Holds(Known known) implements State {}

    /** An output that was declared and not assigned yet. */
    record Unassigned() implements State {}

    /** A mistake left it without a value. */
    record Poisoned() implements State {}
  }

  Scope() {
    this.outer = Optional.empty();
  }

  Scope(Scope outer) {
    this.outer = Optional.of(outer);
  }

  Optional<Variable> find(String name) {
    return Optional.ofNullable(variables.get(name))
        .or(() -> outer.flatMap(scope -> scope.find(name)));
  }

  /** Makes a variable of this scope, whatever the outer ones have. */
  void define(String name, Known known, SourceSpan span) {
    variables.put(name, new Variable(new State.Holds(known), span));
  }

  void declare(String name, SourceSpan span) {
    variables.put(name, new Variable(new State.Unassigned(), span));
  }

  /** Changes the variable that is visible here, or makes one. */
  void assign(String name, Known known, SourceSpan span) {
    owner(name).define(name, known, span);
  }

  void poison(String name, SourceSpan span) {
    owner(name).variables.put(name, new Variable(new State.Poisoned(), span));
  }

  private Scope owner(String name) {
    Scope scope = this;
    while (!scope.variables.containsKey(name)) {
      if (scope.outer.isEmpty()) {
        return this;
      }
      scope = scope.outer.get();
    }
    return scope;
  }
}
