package org.cnnc.optimizer;

import java.util.ArrayList;
import java.util.List;
import org.cnnc.ir.loop.interpreter.ProgramInterpreter;
import org.cnnc.ir.loop.interpreter.ProgramInterpreter.Order;
import org.cnnc.ir.program.Program;
import org.cnnc.ir.program.Step;
import org.cnnc.ir.tensor.Tensor;

/** Runs a program as threads do of which one is as far ahead of the others as barriers let it. */
final class ThreadOrders {
  private ThreadOrders() {}

  /**
   * In which orders the outputs are others than those of one thread, to the bit.
   *
   * @param expected of one thread
   */
  static List<String> wrong(
      Program program, List<Tensor> inputs, List<Tensor> expected, int... threads) {
    ProgramInterpreter interpreter = new ProgramInterpreter(program);
    List<String> wrong = new ArrayList<>();
    for (int count : threads) {
      for (Order order : Order.values()) {
        List<Tensor> actual = interpreter.run(inputs, count, order);
        for (int i = 0; i < expected.size(); i++) {
          if (expected.get(i).data().mismatch(actual.get(i).data()) >= 0) {
            wrong.add("output %d of %d threads, %s".formatted(i, count, order));
          }
        }
      }
    }
    return wrong;
  }

  /** The program with one of its steps beginning without a barrier. */
  static Program withoutBarrier(Program program, int step, int threads) {
    List<Step> steps = new ArrayList<>(program.steps());
    steps.set(step, steps.get(step).withoutBarrierUpTo(threads));
    return program.withSteps(steps, program.tail());
  }
}
