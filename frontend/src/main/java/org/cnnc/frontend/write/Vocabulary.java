package org.cnnc.frontend.write;

import java.util.List;
import java.util.Optional;
import org.cnnc.frontend.operator.Formal;
import org.cnnc.frontend.operator.OperatorTable;
import org.cnnc.frontend.syntax.Expression;

/**
 * What the calls of a body may use: blocks beside the operators, and parameters instead of numbers.
 */
record Vocabulary(List<BlockWriter> blocks, Numbers numbers) {
  /** Finds what is written for a number. */
  @FunctionalInterface
  interface Numbers {
    /**
     * What is written for the number of an argument.
     *
     * @param element of a list, or -1 where the argument is one number
     * @return empty where the number itself is written
     */
    Optional<Expression> of(Call call, String argument, int element);
  }

  /** The body of a model, whose numbers are themselves. */
  static Vocabulary ofModel(List<BlockWriter> blocks) {
    return new Vocabulary(blocks, (_, _, _) -> Optional.empty());
  }

  List<Formal> formals(Call call) {
    return OperatorTable.find(call.callee())
        .map(operator -> operator.formals())
        .orElseGet(
            () ->
                blocks.stream()
                    .filter(block -> block.name().equals(call.callee()))
                    .findFirst()
                    .orElseThrow()
                    .formals());
  }
}
