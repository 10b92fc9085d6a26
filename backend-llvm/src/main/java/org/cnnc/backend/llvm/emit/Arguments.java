package org.cnnc.backend.llvm.emit;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.cnnc.ir.loop.Axis;
import org.cnnc.ir.loop.BinaryOp;
import org.cnnc.ir.loop.Buffer;
import org.cnnc.ir.loop.Expr;
import org.cnnc.ir.loop.Stmt;
import org.cnnc.ir.program.Kernel;
import org.cnnc.ir.program.Place;
import org.cnnc.ir.program.Port;
import org.cnnc.ir.program.Program;
import org.cnnc.ir.program.Step;
import org.cnnc.ir.tensor.TensorType;

/** What holds of a kernel's arguments at every call, and LLVM may therefore rely on. */
final class Arguments {
  private final Program program;
  private final Kernel kernel;
  private final List<Step> calls;
  private final Set<String> written = new HashSet<>();

  private Arguments(Program program, Kernel kernel, List<Step> calls) {
    this.program = program;
    this.kernel = kernel;
    this.calls = calls;
    collectWritten(kernel.body());
  }

  static Arguments of(Program program, int kernel) {
    List<Step> calls = program.steps().stream().filter(s -> s.kernel() == kernel).toList();
    return new Arguments(program, program.kernels().get(kernel), calls);
  }

  /** A parameter's attributes, each followed by a space. */
  String attributes(int parameter) {
    Buffer buffer = kernel.parameters().get(parameter);
    StringBuilder attributes = new StringBuilder();
    if (isAlone(parameter)) {
      attributes.append("noalias ");
    }
    if (!written.contains(buffer.name())) {
      attributes.append("readonly ");
    }
    attributes.append("align %d ".formatted(align(parameter)));
    if (buffer.bytes() > 0) {
      attributes.append("dereferenceable(%d) ".formatted(buffer.bytes()));
    }
    return attributes.toString();
  }

  /** Whether no call writes, through one of the two, what it also reaches by another parameter. */
  private boolean isAlone(int parameter) {
    for (int other = 0; other < kernel.parameters().size(); other++) {
      boolean writes = isWritten(parameter) || isWritten(other);
      int p = other;
      if (other != parameter && writes && calls.stream().anyMatch(c -> overlap(c, parameter, p))) {
        return false;
      }
    }
    return true;
  }

  private boolean isWritten(int parameter) {
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
  private int align(int parameter) {
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
              });
    }
    return (int) align;
  }

  private static long imageAlign(Port port) {
    TensorType type = port.type();
    return type.isBatched() ? Long.lowestOneBit(imageBytes(type) | 64) : 64;
  }

  /** The size of one image's part of an input or output. */
  static long imageBytes(TensorType type) {
    return type.elements() * type.dtype().bytes();
  }

  private void collectWritten(Stmt s) {
    switch (s) {
      case Stmt.Loop(Axis _, Stmt body) -> collectWritten(body);
      case Stmt.If(Expr _, Stmt body) -> collectWritten(body);
      case Stmt.Store(Buffer buffer, List<Expr> _, Expr _) -> written.add(buffer.name());
      case Stmt.Accumulate(Buffer buffer, List<Expr> _, BinaryOp _, Expr _) ->
          written.add(buffer.name());
      case Stmt.Seq(List<Stmt> body) -> body.forEach(this::collectWritten);
      case Stmt.Allocate(Buffer _, Stmt body) -> collectWritten(body);
      case Stmt.Prefetch _, Stmt.Barrier _ -> {}
    }
  }
}
