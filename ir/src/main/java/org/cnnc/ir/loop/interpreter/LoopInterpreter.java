package org.cnnc.ir.loop.interpreter;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.cnnc.ir.CompilerBug;
import org.cnnc.ir.loop.Buffer;
import org.cnnc.ir.loop.Stmt;
import org.cnnc.ir.program.Kernel;

/**
 * Runs a nest as its text says, on memory that the caller gives for its global buffers. Sums of
 * products are fused multiply-adds, and nothing else is contracted or reassociated, so that the
 * results are what every backend's must be to the bit (but for the functions of {@link
 * org.cnnc.ir.loop.UnaryOp} and {@code pow}, which are computed in double and rounded once here).
 *
 * <p>Checks every access: it lies within the buffer's memory, halo and padding included; an
 * allocated buffer's element is written before it is read; concurrent iterations (parallel, work
 * group, work item between two barriers) do not touch an element that one of them writes. Global
 * buffers that are written lie apart from others in memory, or are laid over one of the same
 * layout, of which no element is read any more once it is overwritten.
 *
 * <p>For one thread at a time.
 */
public final class LoopInterpreter {
  static final String PASS = "interpret-loops";

  private final Translator nest = new Translator();
  private final Code.Action code;

  /**
   * @throws CompilerBug where the nest is malformed
   */
  public LoopInterpreter(Stmt nest) {
    this.code = this.nest.translate(nest);
  }

  /** The global buffers that the nest uses, in the order of their first use. */
  public List<Buffer> globals() {
    return nest.globals().values().stream().map(d -> d.buffer).toList();
  }

  /**
   * Runs the nest.
   *
   * @param memory by name, the memory of each global buffer, in its layout, little endian; others
   *     are left alone
   * @throws CompilerBug at the first access that is wrong
   * @throws IllegalArgumentException where memory is missing or of another size than its buffer
   */
  public void run(Map<String, MemorySegment> memory) {
    run(memory, ThreadShare.ALONE);
  }

  /** Runs one thread's share of the nest, in which threads do not meet. */
  void run(Map<String, MemorySegment> memory, ThreadShare share) {
    Frame frame = new Frame(nest.variableCount(), nest.bufferCount(), share);
    for (Declared global : nest.globals().values()) {
      MemorySegment segment = memory(global.buffer, memory);
      frame.buffers[global.slot] = new Storage(global.buffer, segment, global.isTracked(), false);
    }
    for (Declared result : nest.globals().values()) {
      if (result.isWritten()) {
        overlay(result, memory, frame);
      }
    }
    code.run(frame);
  }

  private static MemorySegment memory(Buffer buffer, Map<String, MemorySegment> memory) {
    MemorySegment segment = memory.get(buffer.name());
    if (segment == null || segment.byteSize() != buffer.bytes()) {
      throw new IllegalArgumentException(
          "%s needs %d bytes, got %s"
              .formatted(
                  buffer.name(),
                  buffer.bytes(),
                  segment == null ? "none" : Long.toString(segment.byteSize())));
    }
    return segment;
  }

  /** Lets a result and what it is written over share who wrote and read their elements. */
  private void overlay(Declared result, Map<String, MemorySegment> memory, Frame frame) {
    List<Declared> under = new ArrayList<>();
    for (Declared other : nest.globals().values()) {
      if (other != result && overlap(result, other, memory)) {
        under.add(other);
      }
    }
    if (!under.isEmpty()) {
      boolean isShared = result.isShared() || under.stream().anyMatch(Declared::isShared);
      MemorySegment segment = memory(result.buffer, memory);
      Storage storage = new Storage(result.buffer, segment, isShared, true);
      frame.buffers[result.slot] = storage;
      under.forEach(other -> frame.buffers[other.slot] = storage);
    }
  }

  private static boolean overlap(
      Declared result, Declared other, Map<String, MemorySegment> memory) {
    MemorySegment segment = memory(result.buffer, memory);
    long bytes =
        segment
            .asOverlappingSlice(memory(other.buffer, memory))
            .map(MemorySegment::byteSize)
            .orElse(0L);
    boolean isWhole =
        bytes == segment.byteSize() && other.buffer.layout().equals(result.buffer.layout());
    if (bytes > 0 && (other.isWritten() || !isWhole)) {
      throw new CompilerBug(
          PASS, "%s and %s overlap in memory".formatted(result.buffer.name(), other.buffer.name()));
    }
    return bytes > 0;
  }

  /** Runs a nest over f32 buffers once, on arrays by the buffers' names. */
  public static void runOn(Stmt nest, Map<String, float[]> arrays) {
    Map<String, MemorySegment> memory = new LinkedHashMap<>();
    arrays.forEach((name, array) -> memory.put(name, MemorySegment.ofArray(array)));
    new LoopInterpreter(nest).run(memory);
  }

  /** Runs a kernel once, on the memory of its parameters in their order. */
  public static void run(Kernel kernel, List<MemorySegment> arguments) {
    Map<String, MemorySegment> memory = new LinkedHashMap<>();
    for (int i = 0; i < arguments.size(); i++) {
      memory.put(kernel.parameters().get(i).name(), arguments.get(i));
    }
    new LoopInterpreter(kernel.body()).run(memory);
  }
}
