package org.cnnc.ir.loop.emit;

import java.util.List;
import java.util.Set;
import org.cnnc.ir.program.Kernel;
import org.cnnc.ir.program.Place;
import org.cnnc.ir.program.Port;
import org.cnnc.ir.program.Program;
import org.cnnc.ir.program.Step;

/** What holds of a kernel's arguments at every call, and its code may therefore rely on. */
public final class Arguments {
  private final Program program;
  private final Kernel kernel;
  private final List<Step> calls;
  private final Set<String> written;

  private Arguments(Program program, Kernel kernel, List<Step> calls) {
    this.program = program;
    this.kernel = kernel;
    this.calls = calls;
    this.written = BufferUse.of(kernel.body()).written();
  }

  /** What holds of the arguments of a kernel by its position in the program's list. */
  public static Arguments of(Program program, int kernel) {
    List<Step> calls = program.allSteps().filter(s -> s.kernel() == kernel).toList();
    return new Arguments(program, program.kernels().get(kernel), calls);
  }

  /** Whether no call writes, through one of the two, what it also reaches by another parameter. */
  public boolean isAlone(int parameter) {
    for (int other = 0; other < kernel.parameters().size(); other++) {
      boolean writes = isWritten(parameter) || isWritten(other);
      int p = other;
      if (other != parameter && writes && calls.stream().anyMatch(c -> overlap(c, parameter, p))) {
        return false;
      }
    }
    return true;
  }

  /** Whether the kernel writes what a parameter is. */
  public boolean isWritten(int parameter) {
    return written.contains(kernel.parameters().get(parameter).name());
  }

  private boolean overlap(Step call, int a, int b) {
    long bytesA = kernel.parameters().get(a).bytes();
    long bytesB = kernel.parameters().get(b).bytes();
    Place placeA = call.arguments().get(a);
    Place placeB = call.arguments().get(b);
    if (placeA instanceof Place.Workspace(long x) && placeB instanceof Place.Workspace(long y)) {
      return x < y + bytesB && y < x + bytesA;
    }
    return placeA.equals(placeB);
  }

  /** The alignment of an argument in bytes, at most 64, that every image of a batch has. */
  public int align(int parameter) {
    long align = 64;
    for (Step call : calls) {
      align =
          Math.min(
              align,
              switch (call.arguments().get(parameter)) {
                case Place.Input(int index) -> imageAlign(program.inputs().get(index));
                case Place.Output(int index) -> imageAlign(program.outputs().get(index));
                case Place.Weights(long offset) -> Long.lowestOneBit(offset | 64);
                case Place.Workspace(long offset) -> Long.lowestOneBit(offset | 64);
                case Place.Gathered(long offset, long imageBytes) ->
                    Long.lowestOneBit(offset | imageBytes | 64);
              });
    }
    return (int) align;
  }

  private static long imageAlign(Port port) {
    return port.type().isBatched() ? Long.lowestOneBit(port.imageBytes() | 64) : 64;
  }
}
