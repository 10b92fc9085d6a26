package org.cnnc.optimizer;

import java.util.List;
import org.cnnc.ir.Graph;
import org.cnnc.ir.Node;
import org.cnnc.ir.op.Op;
import org.cnnc.ir.program.Program;
import org.cnnc.optimizer.cpu.Schedule;

/**
 * A program with the decisions that led to it, for those who explain it.
 *
 * @param graph after all passes, with the copies at its edges; what has no step of its own lies in
 *     the memory of something else
 * @param decisions one for each step of the program, in its order
 */
public record Optimized(Graph graph, Program program, List<Decision> decisions) {
  /**
   * What one step computes, and how.
   *
   * @param node a node of the graph
   * @param op the node's, or an identity that copies one operand of a concatenation
   * @param schedule its kernel's, with the reasons for it
   */
  public record Decision(Node node, Op op, Schedule schedule) {}

  public Optimized {
    decisions = List.copyOf(decisions);
  }
}
