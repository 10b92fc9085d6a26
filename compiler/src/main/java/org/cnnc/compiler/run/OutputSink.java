package org.cnnc.compiler.run;

import java.lang.foreign.MemorySegment;
import org.cnnc.runtime.artifact.Port;

/** Takes the results of a run, some images at a time, in order. */
public interface OutputSink {
  /**
   * Takes the results of {@code count} images.
   *
   * @param output its position among the model's outputs
   * @param port what it is
   * @param first the number of the first of these images, from 0
   * @param data {@code count * port.bytes()} bytes; valid during the call only
   */
  void accept(int output, Port port, long first, int count, MemorySegment data);
}
