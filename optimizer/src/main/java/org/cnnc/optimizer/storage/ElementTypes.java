package org.cnnc.optimizer.storage;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.cnnc.ir.Graph;
import org.cnnc.ir.Node;
import org.cnnc.ir.loop.ElementType;
import org.cnnc.ir.op.Concat;
import org.cnnc.ir.op.Dropout;
import org.cnnc.ir.op.Expand;
import org.cnnc.ir.op.Fused;
import org.cnnc.ir.op.Gather;
import org.cnnc.ir.op.GatherElements;
import org.cnnc.ir.op.Identity;
import org.cnnc.ir.op.MaxPool2d;
import org.cnnc.ir.op.Op;
import org.cnnc.ir.op.Reshape;
import org.cnnc.ir.op.Slice;
import org.cnnc.ir.op.Transpose;
import org.cnnc.ir.op.Unary;
import org.cnnc.ir.op.UnaryKind;
import org.cnnc.ir.tensor.Value;

/**
 * How the elements of each value are stored: those that were rounded to bfloat16 in 16 bits, which
 * loses nothing; all others as their type says, and so what the caller gives and gets.
 *
 * @param bfloat16 the values that are stored in bfloat16
 */
public record ElementTypes(Set<Value> bfloat16) {
  public ElementTypes {
    bfloat16 = Set.copyOf(bfloat16);
  }

  /** The element types of a graph's values. */
  public static ElementTypes of(Graph graph) {
    Set<Value> rounded = new HashSet<>();
    for (Node node : graph.nodes()) {
      if (isBfloat16(node.op(), rounded::contains)) {
        rounded.addAll(node.results());
      }
    }
    graph.outputs().forEach(output -> rounded.remove(output.value()));
    return new ElementTypes(rounded);
  }

  /** How a value's elements are stored. */
  public ElementType of(Value value) {
    return bfloat16.contains(value) ? ElementType.BF16 : ElementType.of(value.type().dtype());
  }

  /**
   * Whether all elements of an op's results are bfloat16: rounded at last, or only moved.
   *
   * @param operand whether all elements of an operand are
   */
  public static boolean isBfloat16(Op op, Predicate<Value> operand) {
    return switch (op) {
      case Unary(UnaryKind kind, Value _, List<Float> _) -> kind == UnaryKind.BFLOAT16;
      case Fused fused -> isBfloat16(fused.epilogue().getLast(), operand);
      case Concat concat -> concat.inputs().stream().allMatch(operand);
      case Slice slice -> operand.test(slice.input());
      case Reshape reshape -> operand.test(reshape.input());
      case Transpose transpose -> operand.test(transpose.input());
      case Expand expand -> operand.test(expand.input());
      case Identity identity -> operand.test(identity.input());
      case Dropout dropout -> operand.test(dropout.input());
      case Gather gather -> operand.test(gather.input());
      case GatherElements gather -> operand.test(gather.input());
      case MaxPool2d pool -> operand.test(pool.input());
      case Op _ -> false;
    };
  }
}
