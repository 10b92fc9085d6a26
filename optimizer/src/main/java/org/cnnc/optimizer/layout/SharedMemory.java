package org.cnnc.optimizer.layout;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.cnnc.ir.Graph;
import org.cnnc.ir.Node;
import org.cnnc.ir.Output;
import org.cnnc.ir.op.Concat;
import org.cnnc.ir.op.ElementwiseOp;
import org.cnnc.ir.op.Fused;
import org.cnnc.ir.op.Input;
import org.cnnc.ir.op.Op;
import org.cnnc.ir.op.Reshape;
import org.cnnc.ir.op.Slice;
import org.cnnc.ir.target.Target;
import org.cnnc.ir.tensor.Value;
import org.cnnc.optimizer.storage.Constants;
import org.cnnc.optimizer.storage.ElementTypes;

/**
 * Which values lie within the memory of others, so that nothing is copied, or less memory touched:
 *
 * <ul>
 *   <li>The operands of a concatenation are written to where they stand in its result. One that is
 *       an operand of several lies in the first of them, and is copied to the others.
 *   <li>A slice is read where it lies.
 *   <li>An elementwise result, or one of an op with an elementwise epilogue, is written over an
 *       operand of the same type that nothing reads any more: each element is read just before.
 * </ul>
 *
 * <p>The first two hold for an axis outside of which lies none that has more than one index, where
 * each part begins with a block of channels. Values of the caller, and constants, never share.
 */
public final class SharedMemory {
  /** Where a value lies: from an index of an axis on in another value. */
  public record Part(Value whole, int axis, int start) {}

  private final Target target;
  private final Map<Value, Part> parts = new HashMap<>();
  private final Set<Value> concatenated = new HashSet<>();

  private SharedMemory(Target target) {
    this.target = target;
  }

  /** What can be shared in a graph that {@link SeparatePinnedValues} has prepared. */
  public static SharedMemory find(Graph graph, Target target) {
    SharedMemory memory = new SharedMemory(target);
    Constants constants = Constants.of(graph);
    Set<Value> pinned = new HashSet<>();
    graph.outputs().stream().map(Output::value).forEach(pinned::add);
    for (Node node : graph.nodes()) {
      if (node.op() instanceof Input || constants.contains(node.results().getFirst())) {
        pinned.add(node.result());
      }
    }
    memory.new Search(graph, pinned).run();
    return memory;
  }

  /** No value shares its memory with another. */
  public static SharedMemory none(Target target) {
    return new SharedMemory(target);
  }

  /** Where a value lies that does not lie in memory of its own. */
  public Optional<Part> part(Value value) {
    return Optional.ofNullable(parts.get(value));
  }

  /** Whether a concatenation has a place for each of its operands, and is no step of its own. */
  public boolean isMadeOfParts(Value concatenation) {
    return concatenated.contains(concatenation);
  }

  /** Whether a value is written over one that was there before. */
  public boolean isOver(Value value, Op op) {
    return !(op instanceof Concat)
        && op.operands().stream().map(parts::get).anyMatch(new Part(value, 0, 0)::equals);
  }

  /** The value in whose own memory a value lies. */
  Value root(Value value) {
    Part part = parts.get(value);
    return part == null ? value : root(part.whole());
  }

  /** Goes through a graph in order, since whether a value is read again depends on that. */
  private final class Search {
    private final Graph graph;
    private final Set<Value> pinned;
    private final ElementTypes elements;
    private final Map<Value, Integer> lastRead = new HashMap<>();

    /** The values that may share memory with a value, itself included. */
    private final Map<Value, Set<Value>> groups = new HashMap<>();

    Search(Graph graph, Set<Value> pinned) {
      this.graph = graph;
      this.pinned = pinned;
      this.elements = ElementTypes.of(graph);
      for (int i = 0; i < graph.nodes().size(); i++) {
        for (Value operand : graph.nodes().get(i).op().operands()) {
          lastRead.put(operand, i);
        }
      }
    }

    void run() {
      for (int i = 0; i < graph.nodes().size(); i++) {
        Node node = graph.nodes().get(i);
        switch (node.op()) {
          case Concat concat -> concat(concat, node.result());
          case Slice slice -> slice(slice, node.result());
          // May turn out to be the same memory.
          case Reshape reshape -> join(reshape.input(), node.result());
          case Op op when node.results().size() == 1 -> overwrite(op, node.result(), i);
          case Op _ -> {}
        }
      }
    }

    private void concat(Concat op, Value y) {
      if (pinned.contains(y)) {
        return;
      }
      OptionalInt block = block(y, op.axis());
      int start = 0;
      for (Value x : op.inputs()) {
        if (block.isEmpty() || start % block.getAsInt() != 0) {
          return;
        }
        start += x.type().dim(op.axis());
      }
      concatenated.add(y);
      start = 0;
      for (Value x : op.inputs()) {
        if (hasOwnMemory(x) && isStoredAlike(x, y)) {
          put(x, new Part(y, op.axis(), start));
        }
        start += x.type().dim(op.axis());
      }
    }

    private void slice(Slice op, Value y) {
      OptionalInt block = block(y, op.axis());
      if (!pinned.contains(op.input())
          && hasOwnMemory(y)
          && op.step() == 1
          && block.isPresent()
          && op.start() % block.getAsInt() == 0
          && isStoredAlike(op.input(), y)) {
        put(y, new Part(op.input(), op.axis(), op.start()));
      }
    }

    private void overwrite(Op op, Value y, int step) {
      if (pinned.contains(y)) {
        return;
      }
      for (Value x : op.operands()) {
        if (x.type().equals(y.type())
            && isStoredAlike(x, y)
            && hasOwnMemory(x)
            && isReadLast(x, op, step)) {
          put(x, new Part(y, 0, 0));
          return;
        }
      }
    }

    /** Whether an op reads an operand, element by element, and nothing reads its memory later. */
    private boolean isReadLast(Value x, Op op, int step) {
      List<Value> others =
          switch (op) {
            case ElementwiseOp _ -> List.of();
            case Fused(ElementwiseOp _, List<ElementwiseOp> _) -> List.of();
            case Fused(Op anchor, List<ElementwiseOp> _) -> anchor.operands();
            case Op _ -> op.operands();
          };
      for (Value member : group(x)) {
        boolean isRead =
            lastRead.getOrDefault(member, 0) > step
                || others.contains(member)
                || (!member.equals(x) && op.operands().contains(member));
        if (isRead || pinned.contains(member)) {
          return false;
        }
      }
      return true;
    }

    private boolean hasOwnMemory(Value value) {
      return !pinned.contains(value) && !parts.containsKey(value);
    }

    /** Whether the elements of both have one type in memory, and both or none are blocked. */
    private boolean isStoredAlike(Value a, Value b) {
      return elements.of(a) == elements.of(b)
          && Layouts.isBlocked(a.type(), target) == Layouts.isBlocked(b.type(), target);
    }

    private void put(Value value, Part part) {
      parts.put(value, part);
      join(value, part.whole());
    }

    private Set<Value> group(Value value) {
      return groups.computeIfAbsent(value, v -> new HashSet<>(Set.of(v)));
    }

    private void join(Value a, Value b) {
      Set<Value> all = group(a);
      all.addAll(group(b));
      all.forEach(member -> groups.put(member, all));
    }

    /**
     * How many indices of an axis are neighbours in memory; empty where other axes lie outside, and
     * of the rows and columns of an image, around which may be a halo.
     */
    private OptionalInt block(Value value, int axis) {
      List<Integer> outer = Layouts.imageShape(value.type()).subList(0, axis);
      boolean isBlocked = Layouts.isBlocked(value.type(), target);
      if (outer.stream().anyMatch(extent -> extent != 1)
          || (value.type().rank() == 4 && axis > 1)) {
        return OptionalInt.empty();
      }
      return OptionalInt.of(
          isBlocked && axis == 1 ? Layouts.channelBlock(elements.of(value), target) : 1);
    }
  }
}
