package org.cnnc.frontend.check;

import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/** The names that a body defines, and those of the bodies around it. */
final class Names {
  private final Optional<Names> outer;
  private final Set<String> names = new LinkedHashSet<>();

  Names() {
    this.outer = Optional.empty();
  }

  private Names(Names outer) {
    this.outer = Optional.of(outer);
  }

  Names nested() {
    return new Names(this);
  }

  void add(String name) {
    names.add(name);
  }

  /** Makes a variable, unless it is one of a body around. */
  void assign(String name) {
    if (!has(name)) {
      names.add(name);
    }
  }

  boolean has(String name) {
    return names.contains(name) || outer.map(o -> o.has(name)).orElse(false);
  }

  Set<String> all() {
    Set<String> all = new LinkedHashSet<>(outer.map(Names::all).orElse(Set.of()));
    all.addAll(names);
    return all;
  }
}
