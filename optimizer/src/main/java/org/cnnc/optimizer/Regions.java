package org.cnnc.optimizer;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.cnnc.ir.Graph;
import org.cnnc.ir.Node;
import org.cnnc.ir.Output;
import org.cnnc.ir.loop.Layout;
import org.cnnc.ir.op.Input;
import org.cnnc.ir.op.Op;
import org.cnnc.ir.op.Reshape;
import org.cnnc.ir.tensor.Value;
import org.cnnc.optimizer.layout.Layouts;
import org.cnnc.optimizer.layout.SharedMemory;
import org.cnnc.optimizer.layout.SharedMemory.Part;
import org.cnnc.optimizer.storage.Constants;
import org.cnnc.optimizer.storage.ElementTypes;

/** In whose memory each value lies, and where in it. */
final class Regions {
  /**
   * A place in the memory of a value.
   *
   * @param root lies in no other's memory
   * @param offset in bytes
   */
  record Region(Value root, long offset) {}

  private final Layouts layouts;
  private final SharedMemory memory;
  private final ElementTypes elements;

  /** What the caller gives and gets, and constants. */
  private final Set<Value> pinned = new HashSet<>();

  /** By one side of a reshape that moves nothing, the other side, in whose memory it lies. */
  private final Map<Value, Value> reshaped = new HashMap<>();

  /** The results of reshapes that move nothing. */
  private final Set<Value> aliases = new HashSet<>();

  Regions(
      Graph graph,
      Layouts layouts,
      SharedMemory memory,
      Constants constants,
      ElementTypes elements) {
    this.layouts = layouts;
    this.memory = memory;
    this.elements = elements;
    Set<Value> outputs = new HashSet<>();
    graph.outputs().stream().map(Output::value).forEach(outputs::add);
    pinned.addAll(outputs);
    for (Node node : graph.nodes()) {
      switch (node.op()) {
        case Input _ -> pinned.add(node.result());
        case Op _ when constants.contains(node.results().getFirst()) -> pinned.add(node.result());
        case Reshape(Value x, List<Integer> _)
            when isDense(x)
                && isDense(node.result())
                && elements.of(x) == elements.of(node.result())
                && !constants.contains(x)
                && !outputs.contains(node.result()) ->
            reshape(x, node.result());
        case Op _ -> {}
      }
    }
  }

  private void reshape(Value x, Value y) {
    if (memory.part(y).isEmpty()) {
      reshaped.put(y, x);
      aliases.add(y);
    } else if (memory.part(x).isEmpty() && !reshaped.containsKey(x) && !pinned.contains(x)) {
      // The result has its place already: the operand is written there.
      reshaped.put(x, y);
      aliases.add(y);
    }
  }

  /** Whether the elements lie in row-major order without gaps; blocks of single pixels do. */
  private boolean isDense(Value value) {
    List<Integer> shape = Layouts.imageShape(value.type());
    Layout layout = layouts.of(value);
    if (layout.isRowMajor(shape)) {
      return true;
    }
    boolean pixel = shape.size() == 4 && shape.get(2) == 1 && shape.get(3) == 1;
    return pixel && layout.elements() == value.type().elements();
  }

  /** Whether a value is one that was there before, reshaped: no step makes it. */
  boolean isAlias(Value value) {
    return aliases.contains(value);
  }

  /** The size of one image of a value, in bytes, as it lies in memory. */
  long bytes(Value value) {
    return layouts.of(value).elements() * elements.of(value).bytes();
  }

  /** Where a value lies. */
  Region of(Value value) {
    Optional<Part> part = memory.part(value);
    if (part.isPresent()) {
      return of(part.get());
    }
    Value other = reshaped.get(value);
    return other == null ? new Region(value, 0) : of(other);
  }

  /** Where a part of a value lies. */
  Region of(Part part) {
    Region whole = of(part.whole());
    long before = layouts.of(part.whole()).offset(part.axis(), part.start());
    int size = elements.of(part.whole()).bytes();
    return new Region(whole.root(), whole.offset() + before * size);
  }
}
