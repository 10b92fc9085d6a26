package org.cnnc.optimizer.cpu;

import java.util.List;
import java.util.Optional;
import org.cnnc.ir.op.Op;

/**
 * Takes one of the ways to compute an op, by what is known beside the models of costs: by what was
 * measured. Equal questions must get equal answers, since an op is asked about when its operands
 * are laid out, and again when it is scheduled.
 */
@FunctionalInterface
public interface Choices {
  /** Nothing is known: the models of costs decide. */
  Choices ANALYTIC = (_, _) -> Optional.empty();

  /**
   * The way that is known to be best.
   *
   * @param op without its epilogue
   * @param candidates two or more, the one first that the models of costs take
   * @return one of the candidates; empty where nothing is known, and the first is taken
   */
  Optional<Choice> among(Op op, List<Choice> candidates);
}
