package org.cnnc.backend.opencl.emit;

import java.util.ArrayList;
import java.util.List;

/** A part of a vector loop as wide as vectors of OpenCL are: 16, 8, 4, 2 or 1 lanes. */
record Chunk(int first, int lanes) {
  private static final int MAX_LANES = 16;

  /** The parts of a loop of any extent, the widest first. */
  static List<Chunk> of(int extent) {
    List<Chunk> chunks = new ArrayList<>();
    for (int first = 0; first < extent; ) {
      int lanes = Math.min(MAX_LANES, Integer.highestOneBit(extent - first));
      chunks.add(new Chunk(first, lanes));
      first += lanes;
    }
    return chunks;
  }
}
