package org.cnnc.optimizer.lower;

import java.util.List;
import org.cnnc.ir.loop.Buffer;

/** The buffers of one op: one for each of its operands, in their order, and the result's. */
public record Operands(List<Buffer> inputs, Buffer result) {
  public Operands {
    inputs = List.copyOf(inputs);
  }
}
