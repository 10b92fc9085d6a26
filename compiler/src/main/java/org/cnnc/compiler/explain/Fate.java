package org.cnnc.compiler.explain;

import java.util.List;

/** What became of an operator of a model on the way to its program. */
public sealed interface Fate {
  /**
   * Steps of the program compute it; where they compute others too, it is the first of them.
   *
   * @param steps their positions; most often there is one
   */
  record Computed(List<Integer> steps) implements Fate {
    public Computed {
      steps = List.copyOf(steps);
    }
  }

  /**
   * A step that computes another layer computes it too.
   *
   * @param into the path of that layer
   * @param pass the pass that put them together
   */
  record Absorbed(int step, String into, String pass) implements Fate {}

  /** Nothing is computed: its result is there already, where its operand or its reader lies. */
  record InPlace() implements Fate {}

  /**
   * It is not there any more.
   *
   * @param pass the pass that removed it
   */
  record Removed(String pass) implements Fate {}
}
