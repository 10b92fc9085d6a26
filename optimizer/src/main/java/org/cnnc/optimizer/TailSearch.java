package org.cnnc.optimizer;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.cnnc.ir.Graph;
import org.cnnc.ir.Node;
import org.cnnc.ir.op.Constant;
import org.cnnc.ir.op.ElementwiseOp;
import org.cnnc.ir.op.Fused;
import org.cnnc.ir.op.Identity;
import org.cnnc.ir.op.Input;
import org.cnnc.ir.op.Linear;
import org.cnnc.ir.op.Op;
import org.cnnc.ir.op.Softmax;
import org.cnnc.ir.tensor.Value;
import org.cnnc.optimizer.Regions.Region;
import org.cnnc.optimizer.layout.Layouts;
import org.cnnc.optimizer.storage.Constants;

/**
 * Finds the nodes at the end of a graph that can be computed for several images at once: dense
 * layers and what comes after them, each image being a row of {@code [N, features]}. A row lies in
 * memory of its own, without gaps, so that several images' are one tensor where they lie one after
 * another.
 */
final class TailSearch {
  private final Graph graph;
  private final Layouts layouts;
  private final Regions regions;
  private final Constants constants;

  TailSearch(Graph graph, Layouts layouts, Regions regions, Constants constants) {
    this.graph = graph;
    this.layouts = layouts;
    this.regions = regions;
    this.constants = constants;
  }

  /** The nodes at the end, of which the first is a dense layer; none where there is none. */
  List<Node> tail() {
    List<Node> nodes = graph.nodes();
    int first = nodes.size();
    for (int i = nodes.size() - 1; i >= 0 && isOfRows(nodes.get(i)); i--) {
      if (isDense(nodes.get(i).op())) {
        first = i;
      }
    }
    return nodes.subList(first, nodes.size());
  }

  /** The memory of what the tail reads and the nodes before it compute. */
  Set<Value> gathered(List<Node> tail) {
    Set<Value> computed = new HashSet<>();
    tail.forEach(node -> computed.addAll(node.results()));
    Set<Value> gathered = new HashSet<>();
    for (Node node : tail) {
      for (Value operand : node.op().operands()) {
        if (!constants.contains(operand) && !computed.contains(operand)) {
          gathered.add(regions.of(operand).root());
        }
      }
    }
    return gathered;
  }

  private static boolean isDense(Op op) {
    return op instanceof Linear || (op instanceof Fused fused && fused.anchor() instanceof Linear);
  }

  private boolean isOfRows(Node node) {
    return switch (node.op()) {
      case Constant _ -> true;
      case Op _ when constants.contains(node.results().getFirst()) -> true;
      case Input _ -> false;
      case Op op ->
          isByRow(op)
              && isRow(node.result())
              && op.operands().stream()
                  .allMatch(operand -> constants.contains(operand) || isRow(operand));
    };
  }

  private static boolean isByRow(Op op) {
    return switch (op) {
      case Fused fused -> isByRow(fused.anchor());
      case Linear _, ElementwiseOp _, Identity _ -> true;
      case Softmax softmax -> softmax.axis() == 1;
      case Op _ -> false;
    };
  }

  private boolean isRow(Value value) {
    if (value.type().rank() != 2 || !value.type().isBatched()) {
      return false;
    }
    Region region = regions.of(value);
    return layouts.of(value).isRowMajor(Layouts.imageShape(value.type()))
        && region.offset() == 0
        && regions.bytes(region.root()) == regions.bytes(value);
  }
}
