package org.cnnc.ir.loop.text;

import java.util.Iterator;
import java.util.List;
import java.util.stream.Collectors;
import org.cnnc.ir.loop.Axis;
import org.cnnc.ir.loop.BinaryOp;
import org.cnnc.ir.loop.Buffer;
import org.cnnc.ir.loop.Expr;
import org.cnnc.ir.loop.Kind;
import org.cnnc.ir.loop.Layout;
import org.cnnc.ir.loop.Stmt;
import org.cnnc.ir.program.Kernel;
import org.cnnc.ir.program.PackedWeight;
import org.cnnc.ir.program.Place;
import org.cnnc.ir.program.Port;
import org.cnnc.ir.program.Program;
import org.cnnc.ir.program.Step;
import org.cnnc.ir.program.Tail;
import org.cnnc.ir.tensor.TensorType;

/**
 * Prints nests, kernels and programs.
 *
 * <pre>
 * kernel linear(x: f32[1,64], weight: f32[10,64], bias: f32[10], y: f32[1,10]) {
 *   parallel o in 0..10 {
 *     register acc: f32
 *     acc = bias[o]
 *     for i in 0..64 {
 *       acc += x[0, i] * weight[o, i]
 *     }
 *     y[0, o] = acc
 *   }
 * }
 * </pre>
 *
 * <p>An allocated buffer lives to the end of the block. A layout that is not row-major is printed
 * by its physical dimensions: {@code x: f32[1,64,8,8] as [i0:1, i1/16:4, i2+1:10, i3+1:10, i1:16]}
 * has 16 channels innermost and a halo of one row and column on every side; each dimension is
 * {@code index + offset / divisor : extent}.
 */
public final class LoopPrinter {
  private final StringBuilder out = new StringBuilder();
  private int depth;

  private LoopPrinter() {}

  /** A kernel, as {@link LoopReader} reads it. */
  public static String print(Kernel kernel) {
    LoopPrinter printer = new LoopPrinter();
    printer.kernel(kernel);
    return printer.out.toString();
  }

  /** A program: its steps in order, then its kernels. Weights are named, not listed. */
  public static String print(Program program) {
    LoopPrinter printer = new LoopPrinter();
    printer.program(program);
    for (Kernel kernel : program.kernels()) {
      printer.out.append('\n');
      printer.kernel(kernel);
    }
    return printer.out.toString();
  }

  private void program(Program program) {
    open("program " + program.name());
    for (Port port : program.inputs()) {
      line("input %s: %s".formatted(port.name(), port.type()));
    }
    for (Port port : program.outputs()) {
      line("output %s: %s".formatted(port.name(), port.type()));
    }
    for (PackedWeight weight : program.weights()) {
      var type = weight.tensor().type();
      String text = layout(weight.layout(), type.dims());
      line(
          "weight %s: %s%s%s at %d"
              .formatted(
                  weight.name(),
                  weight.elements().text(),
                  TensorType.text(type.dims()),
                  text,
                  weight.offset()));
    }
    line("weights %d bytes".formatted(program.weightBytes()));
    line("workspace %d bytes".formatted(program.workspaceBytes()));
    for (Step step : program.steps()) {
      step(program.kernels().get(step.kernel()), step);
    }
    for (Tail.Block block : program.tail().blocks()) {
      open("%d images from step %d on".formatted(block.images(), program.tail().first()));
      block.steps().forEach(step -> step(program.kernels().get(step.kernel()), step));
      close();
    }
    close();
  }

  private void step(Kernel kernel, Step step) {
    String arguments =
        step.arguments().stream()
            .map(LoopPrinter::place)
            .collect(Collectors.joining(", ", "(", ")"));
    if (step.barrierFreeThreads() > 1) {
      line("// no barrier for up to %d threads".formatted(step.barrierFreeThreads()));
    }
    String origin = step.origin().toString();
    line(kernel.name() + arguments + (origin.isEmpty() ? "" : " // " + origin));
  }

  private static String place(Place place) {
    return switch (place) {
      case Place.Input(int index) -> "input " + index;
      case Place.Output(int index) -> "output " + index;
      case Place.Weights(long offset) -> "weights " + offset;
      case Place.Workspace(long offset) -> "workspace " + offset;
      case Place.Gathered(long offset, long imageBytes) ->
          "workspace %d + %d image".formatted(offset, imageBytes);
    };
  }

  private void kernel(Kernel kernel) {
    out.append("kernel ").append(kernel.name()).append("(\n");
    Iterator<Buffer> parameters = kernel.parameters().iterator();
    while (parameters.hasNext()) {
      String text = declaration(parameters.next());
      out.append("    ").append(text).append(parameters.hasNext() ? ",\n" : "");
    }
    open(")");
    stmt(kernel.body());
    close();
  }

  private static String declaration(Buffer buffer) {
    List<Integer> shape = buffer.shape();
    String dims =
        shape.isEmpty()
            ? ""
            : shape.stream().map(String::valueOf).collect(Collectors.joining(",", "[", "]"));
    String type = buffer.dtype().text() + dims;
    return "%s: %s%s".formatted(buffer.name(), type, layout(buffer.layout(), shape));
  }

  private static String layout(Layout layout, List<Integer> shape) {
    return layout.isRowMajor(shape)
        ? ""
        : layout.dims().stream()
            .map(LoopPrinter::dim)
            .collect(Collectors.joining(", ", " as [", "]"));
  }

  private static String dim(Layout.Dim dim) {
    return "i"
        + dim.axis()
        + (dim.offset() == 0 ? "" : "+" + dim.offset())
        + (dim.divisor() == 1 ? "" : "/" + dim.divisor())
        + ":"
        + dim.extent();
  }

  private void stmt(Stmt s) {
    switch (s) {
      case Stmt.Loop(Axis axis, Stmt body) -> {
        String kind = axis.kind() == Kind.SERIAL ? "for" : axis.kind().text();
        open("%s %s in 0..%d".formatted(kind, axis.name(), axis.extent()));
        stmt(body);
        close();
      }
      case Stmt.If(Expr condition, Stmt body) -> {
        open("if " + ExprPrinter.print(condition));
        stmt(body);
        close();
      }
      case Stmt.Store(Buffer buffer, List<Expr> index, Expr value) ->
          line(ExprPrinter.print(buffer, index) + " = " + ExprPrinter.print(value));
      case Stmt.Accumulate(Buffer buffer, List<Expr> index, BinaryOp op, Expr value) ->
          line(
              "%s %s= %s"
                  .formatted(
                      ExprPrinter.print(buffer, index), op.text(), ExprPrinter.print(value)));
      case Stmt.Seq(List<Stmt> body) -> {
        for (int i = 0; i < body.size(); i++) {
          // Elsewhere than at the end, the scope of a buffer needs a block of its own.
          if (body.get(i) instanceof Stmt.Allocate && i < body.size() - 1) {
            open("");
            stmt(body.get(i));
            close();
          } else {
            stmt(body.get(i));
          }
        }
      }
      case Stmt.Allocate(Buffer buffer, Stmt body) -> {
        line(buffer.space().text() + " " + declaration(buffer));
        stmt(body);
      }
      case Stmt.Prefetch(Buffer buffer, List<Expr> index, boolean isNear) ->
          line((isNear ? "prefetch_near " : "prefetch ") + ExprPrinter.print(buffer, index));
      case Stmt.Barrier _ -> line("barrier");
    }
  }

  private void open(String head) {
    line(head.isEmpty() ? "{" : head + " {");
    depth++;
  }

  private void close() {
    depth--;
    line("}");
  }

  private void line(String text) {
    out.append("  ".repeat(depth)).append(text).append('\n');
  }
}
