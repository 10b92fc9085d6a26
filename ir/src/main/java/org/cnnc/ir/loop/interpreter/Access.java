package org.cnnc.ir.loop.interpreter;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.cnnc.ir.CompilerBug;
import org.cnnc.ir.loop.Buffer;
import org.cnnc.ir.loop.Layout;

/** An element of a buffer, given by index expressions. One run at a time may use it. */
final class Access {
  private final Buffer buffer;
  private final int slot;
  private final Code.Index[] index;
  private final int[] lowest;
  private final int[] limit;
  private final boolean isRowMajor;
  private final long[] strides;

  /** The slots of the loop variables around, by their names. */
  private final Map<String, Integer> variables;

  /** The index of the element at present. */
  private final long[] current;

  Access(Buffer buffer, int slot, List<Code.Index> index, Map<String, Integer> variables) {
    Layout layout = buffer.layout();
    int rank = buffer.shape().size();
    this.buffer = buffer;
    this.slot = slot;
    this.index = index.toArray(Code.Index[]::new);
    this.lowest = new int[rank];
    this.limit = new int[rank];
    Arrays.setAll(lowest, layout::lowest);
    Arrays.setAll(limit, layout::limit);
    this.isRowMajor = layout.isRowMajor(buffer.shape());
    this.strides = new long[rank];
    if (isRowMajor) {
      Arrays.setAll(strides, layout::stride);
    }
    this.variables = variables;
    this.current = new long[rank];
  }

  private long position(Frame f) {
    long position = 0;
    for (int d = 0; d < current.length; d++) {
      long i = index[d].eval(f);
      current[d] = i;
      if (i < lowest[d] || i >= limit[d]) {
        throw fault(f, "lies outside of %s in dimension %d".formatted(buffer.shape(), d));
      }
      position += i * strides[d];
    }
    return isRowMajor ? position : buffer.layout().position(current);
  }

  float floatAt(Frame f) {
    long position = position(f);
    try {
      return f.buffers[slot].floatAt(position, f.iteration);
    } catch (Storage.Violation v) {
      throw fault(f, v.getMessage());
    }
  }

  long indexAt(Frame f) {
    long position = position(f);
    try {
      return f.buffers[slot].indexAt(position, f.iteration);
    } catch (Storage.Violation v) {
      throw fault(f, v.getMessage());
    }
  }

  boolean truthAt(Frame f) {
    long position = position(f);
    try {
      return f.buffers[slot].truthAt(position, f.iteration);
    } catch (Storage.Violation v) {
      throw fault(f, v.getMessage());
    }
  }

  void set(Frame f, float value) {
    long position = position(f);
    try {
      f.buffers[slot].set(position, value, f.iteration);
    } catch (Storage.Violation v) {
      throw fault(f, v.getMessage());
    }
  }

  void set(Frame f, long value) {
    long position = position(f);
    try {
      f.buffers[slot].set(position, value, f.iteration);
    } catch (Storage.Violation v) {
      throw fault(f, v.getMessage());
    }
  }

  void set(Frame f, boolean value) {
    long position = position(f);
    try {
      f.buffers[slot].set(position, value, f.iteration);
    } catch (Storage.Violation v) {
      throw fault(f, v.getMessage());
    }
  }

  /** The access {@code x[0, 3]} where {@code oc = 1, oh = 2}: what is wrong with it. */
  private CompilerBug fault(Frame f, String reason) {
    String where =
        variables.entrySet().stream()
            .map(v -> v.getKey() + " = " + f.variables[v.getValue()])
            .collect(Collectors.joining(", "));
    return new CompilerBug(
        LoopInterpreter.PASS,
        "%s%s %s%s"
            .formatted(
                buffer.name(),
                Arrays.toString(current),
                reason,
                where.isEmpty() ? "" : " where " + where));
  }
}
