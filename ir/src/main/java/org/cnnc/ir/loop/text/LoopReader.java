package org.cnnc.ir.loop.text;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.cnnc.ir.loop.Axis;
import org.cnnc.ir.loop.BinaryOp;
import org.cnnc.ir.loop.Buffer;
import org.cnnc.ir.loop.ElementType;
import org.cnnc.ir.loop.Expr;
import org.cnnc.ir.loop.Kind;
import org.cnnc.ir.loop.Layout;
import org.cnnc.ir.loop.Space;
import org.cnnc.ir.loop.Stmt;
import org.cnnc.ir.program.Kernel;

/**
 * Reads kernels that {@link LoopPrinter} printed: {@code read(print(kernel))} is {@code kernel},
 * and {@code print(read(text))} is {@code text} but for comments and white space.
 */
public final class LoopReader {
  private final Tokens tokens;
  private final Map<String, Buffer> buffers = new HashMap<>();
  private final ExprReader expressions;

  private LoopReader(String text) {
    this.tokens = new Tokens(text);
    this.expressions = new ExprReader(tokens, buffers);
  }

  /**
   * Reads one kernel.
   *
   * @throws LoopSyntaxException where the text is none
   */
  public static Kernel read(String text) {
    LoopReader reader = new LoopReader(text);
    Kernel kernel = reader.kernel();
    if (reader.tokens.peek().kind() != Tokens.Kind.END) {
      throw reader.tokens.error("the end of the kernel expected");
    }
    return kernel;
  }

  private Kernel kernel() {
    tokens.expect("kernel");
    String name = tokens.name();
    tokens.expect("(");
    List<Buffer> parameters = new ArrayList<>();
    do {
      parameters.add(declaration(Space.GLOBAL));
    } while (tokens.skip(","));
    tokens.expect(")");
    parameters.forEach(p -> buffers.put(p.name(), p));
    tokens.expect("{");
    return new Kernel(name, parameters, block());
  }

  private Buffer declaration(Space space) {
    String name = tokens.name();
    tokens.expect(":");
    String type = tokens.name();
    ElementType dtype =
        Stream.of(ElementType.values())
            .filter(d -> d.text().equals(type))
            .findFirst()
            .orElseThrow(() -> tokens.error("there is no type " + type));
    List<Integer> shape = new ArrayList<>();
    if (tokens.skip("[")) {
      do {
        shape.add(tokens.integer());
      } while (tokens.skip(","));
      tokens.expect("]");
    }
    Layout layout = tokens.skip("as") ? layout(shape.size()) : Layout.rowMajor(shape);
    return new Buffer(name, dtype, shape, layout, space);
  }

  private Layout layout(int rank) {
    List<Layout.Dim> dims = new ArrayList<>();
    tokens.expect("[");
    do {
      String index = tokens.name();
      int axis = index.matches("i\\d{1,3}") ? Integer.parseInt(index.substring(1)) : rank;
      if (axis >= rank) {
        throw tokens.error("there is no index " + index);
      }
      int offset = tokens.skip("+") ? tokens.integer() : 0;
      int divisor = tokens.skip("/") ? tokens.integer() : 1;
      tokens.expect(":");
      dims.add(new Layout.Dim(axis, divisor, tokens.integer(), offset));
    } while (tokens.skip(","));
    tokens.expect("]");
    return new Layout(dims);
  }

  /** What follows an opening brace, and the closing one. */
  private Stmt block() {
    List<Stmt> body = new ArrayList<>();
    while (!tokens.skip("}")) {
      Optional<Space> space =
          Stream.of(Space.LOCAL, Space.REGISTER, Space.TILE)
              .filter(s -> tokens.skip(s.text()))
              .findFirst();
      if (space.isPresent()) {
        body.add(allocate(space.get()));
        break;
      }
      body.add(stmt());
    }
    return Stmt.seq(body);
  }

  /** A buffer, and the rest of the block as its scope. */
  private Stmt allocate(Space space) {
    Buffer buffer = declaration(space);
    if (buffers.putIfAbsent(buffer.name(), buffer) != null) {
      throw tokens.error(buffer.name() + " exists already");
    }
    Stmt scope = block();
    buffers.remove(buffer.name());
    return new Stmt.Allocate(buffer, scope);
  }

  private Stmt stmt() {
    if (tokens.skip("{")) {
      return block();
    }
    if (tokens.skip("if")) {
      Expr condition = expressions.read();
      tokens.expect("{");
      return new Stmt.If(condition, block());
    }
    if (tokens.skip("barrier")) {
      return new Stmt.Barrier();
    }
    if (tokens.skip("prefetch")) {
      return prefetch(false);
    }
    if (tokens.skip("prefetch_near")) {
      return prefetch(true);
    }
    for (Kind kind : Kind.values()) {
      if (tokens.skip(kind == Kind.SERIAL ? "for" : kind.text())) {
        return loop(kind);
      }
    }
    return assignment();
  }

  private Stmt prefetch(boolean isNear) {
    Buffer buffer = buffer();
    return new Stmt.Prefetch(buffer, expressions.index(buffer), isNear);
  }

  private Stmt loop(Kind kind) {
    String name = tokens.name();
    tokens.expect("in");
    tokens.expect("0");
    tokens.expect("..");
    Axis axis = new Axis(name, tokens.integer(), kind);
    tokens.expect("{");
    return new Stmt.Loop(axis, block());
  }

  private Buffer buffer() {
    String name = tokens.name();
    Buffer buffer = buffers.get(name);
    if (buffer == null) {
      throw tokens.error("there is no buffer " + name);
    }
    return buffer;
  }

  private Stmt assignment() {
    Buffer buffer = buffer();
    List<Expr> index = expressions.index(buffer);
    if (tokens.skip("=")) {
      return new Stmt.Store(buffer, index, expressions.read());
    }
    for (BinaryOp op : List.of(BinaryOp.ADD, BinaryOp.MUL, BinaryOp.MIN, BinaryOp.MAX)) {
      if (tokens.skip(op.text() + "=")) {
        return new Stmt.Accumulate(buffer, index, op, expressions.read());
      }
    }
    throw tokens.error("an assignment expected, not '%s'".formatted(tokens.peek().text()));
  }
}
