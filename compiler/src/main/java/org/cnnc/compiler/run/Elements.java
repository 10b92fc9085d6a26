package org.cnnc.compiler.run;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;
import java.util.List;
import org.cnnc.runtime.Label;
import org.cnnc.runtime.artifact.ElementType;
import org.cnnc.runtime.artifact.Port;

/** The elements of a tensor in memory, as numbers. */
public record Elements(ElementType type, MemorySegment data) {
  /** The element at a place of the row-major tensor. */
  public double at(long index) {
    return switch (type) {
      case F32 -> data.getAtIndex(JAVA_FLOAT, index);
      case I64 -> data.getAtIndex(JAVA_LONG, index);
      case I32 -> data.getAtIndex(JAVA_INT, index);
      case BOOL -> data.get(JAVA_BYTE, index);
    };
  }

  public long count() {
    return data.byteSize() / type.bytes();
  }

  /**
   * The classes that they score, best first.
   *
   * @param output whose one image they are
   */
  public List<Label> ranked(Port output) {
    return Label.ranked(output, data);
  }
}
