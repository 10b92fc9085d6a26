package org.cnnc.compiler.report;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.cnnc.ir.loop.Buffer;
import org.cnnc.ir.loop.Stmt;
import org.cnnc.ir.program.Kernel;
import org.cnnc.ir.program.Place;
import org.cnnc.ir.program.Program;
import org.cnnc.ir.program.Step;

/**
 * Which bytes of the workspace hold something at which steps, as the steps themselves say it: a
 * block begins with the step that writes it and ends with the last one that reads any of it before
 * it is written over.
 *
 * @param blocks in the order in which they are written
 * @param bytes of the workspace
 * @param peakBytes that hold something at the busiest step
 */
record MemoryChart(List<Block> blocks, long bytes, long peakBytes) {
  /**
   * Bytes that a step writes.
   *
   * @param step that writes them
   * @param role the name of the kernel's parameter: {@code y}, or that of its scratch memory
   * @param lastStep the last one that reads them, or {@code step} where none does
   */
  record Block(int step, String role, long offset, long bytes, int lastStep) {
    boolean overlaps(long otherOffset, long otherBytes) {
      return offset < otherOffset + otherBytes && otherOffset < offset + bytes;
    }

    Block until(int step) {
      return new Block(this.step, role, offset, bytes, step);
    }
  }

  MemoryChart {
    blocks = List.copyOf(blocks);
  }

  static MemoryChart of(Program program) {
    List<Block> ended = new ArrayList<>();
    List<Block> live = new ArrayList<>();
    for (int i = 0; i < program.steps().size(); i++) {
      Step step = program.steps().get(i);
      Kernel kernel = program.kernels().get(step.kernel());
      Set<String> written = new LinkedHashSet<>();
      collectWritten(kernel.body(), written);
      List<Block> added = new ArrayList<>();
      for (int p = 0; p < step.arguments().size(); p++) {
        OptionalLong place = offset(step.arguments().get(p));
        if (place.isPresent()) {
          long offset = place.getAsLong();
          Buffer parameter = kernel.parameters().get(p);
          boolean isWritten = written.contains(parameter.name());
          if (!isWritten) {
            read(live, offset, parameter.bytes(), i);
          } else {
            added.add(new Block(i, parameter.name(), offset, parameter.bytes(), i));
          }
        }
      }
      for (Block block : added) {
        end(live, ended, block);
      }
      live.addAll(added);
    }
    ended.addAll(live);
    ended.sort((a, b) -> Integer.compare(a.step(), b.step()));
    return new MemoryChart(ended, program.workspaceBytes(), peak(ended, program.steps().size()));
  }

  /** Where a place lies in the workspace when one image is worked on. */
  private static OptionalLong offset(Place place) {
    return switch (place) {
      case Place.Workspace(long offset) -> OptionalLong.of(offset);
      case Place.Gathered(long offset, long _) -> OptionalLong.of(offset);
      case Place.Input _, Place.Output _, Place.Weights _ -> OptionalLong.empty();
    };
  }

  private static void collectWritten(Stmt stmt, Set<String> written) {
    switch (stmt) {
      case Stmt.Loop(var _, Stmt body) -> collectWritten(body, written);
      case Stmt.If(var _, Stmt body) -> collectWritten(body, written);
      case Stmt.Allocate(var _, Stmt body) -> collectWritten(body, written);
      case Stmt.Seq(List<Stmt> body) -> body.forEach(part -> collectWritten(part, written));
      case Stmt.Store(Buffer buffer, var _, var _) -> written.add(buffer.name());
      case Stmt.Accumulate(Buffer buffer, var _, var _, var _) -> written.add(buffer.name());
      case Stmt.Prefetch _, Stmt.Barrier _ -> {
        // They write nothing.
      }
    }
  }

  private static void read(List<Block> live, long offset, long bytes, int step) {
    live.replaceAll(block -> block.overlaps(offset, bytes) ? block.until(step) : block);
  }

  /** Blocks that a new one is written over hold nothing any more. */
  private static void end(List<Block> live, List<Block> ended, Block over) {
    for (Block block : List.copyOf(live)) {
      if (block.overlaps(over.offset(), over.bytes())) {
        live.remove(block);
        ended.add(block);
      }
    }
  }

  private static long peak(List<Block> blocks, int steps) {
    long peak = 0;
    for (int i = 0; i < steps; i++) {
      int step = i;
      List<Block> live =
          blocks.stream()
              .filter(b -> b.step() <= step && step <= b.lastStep())
              .sorted((a, b) -> Long.compare(a.offset(), b.offset()))
              .toList();
      long bytes = 0;
      long end = 0;
      for (Block block : live) {
        // What is written over its operand lies there twice.
        bytes += Math.max(0, block.offset() + block.bytes() - Math.max(end, block.offset()));
        end = Math.max(end, block.offset() + block.bytes());
      }
      peak = Math.max(peak, bytes);
    }
    return peak;
  }
}
