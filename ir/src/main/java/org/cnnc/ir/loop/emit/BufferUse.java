package org.cnnc.ir.loop.emit;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.cnnc.ir.loop.Axis;
import org.cnnc.ir.loop.BinaryOp;
import org.cnnc.ir.loop.Buffer;
import org.cnnc.ir.loop.Expr;
import org.cnnc.ir.loop.Stmt;

/**
 * The names of the buffers that a nest reads and writes, those that it allocates among them.
 *
 * @param read those of loads; what is only accumulated into is not among them
 */
public record BufferUse(Set<String> read, Set<String> written) {
  public BufferUse {
    read = Set.copyOf(read);
    written = Set.copyOf(written);
  }

  /** What a nest reads and writes. */
  public static BufferUse of(Stmt s) {
    Set<String> read = new TreeSet<>();
    Set<String> written = new TreeSet<>();
    collect(s, read, written);
    return new BufferUse(read, written);
  }

  /** Whether the nest reads or writes the buffer of a name. */
  public boolean uses(String name) {
    return read.contains(name) || written.contains(name);
  }

  private static void collect(Stmt s, Set<String> read, Set<String> written) {
    switch (s) {
      case Stmt.Store(Buffer buffer, List<Expr> _, Expr _) -> written.add(buffer.name());
      case Stmt.Accumulate(Buffer buffer, List<Expr> _, BinaryOp _, Expr _) ->
          written.add(buffer.name());
      case Stmt.Loop(Axis _, Stmt _),
          Stmt.If(Expr _, Stmt _),
          Stmt.Seq(List<Stmt> _),
          Stmt.Allocate(Buffer _, Stmt _) -> {}
      // A prefetch has no effect.
      case Stmt.Prefetch _, Stmt.Barrier _ -> {}
    }
    s.parts().forEach(part -> collect(part, read, written));
    s.expressions().forEach(e -> collect(e, read));
  }

  private static void collect(Expr e, Set<String> read) {
    if (e instanceof Expr.Load(Buffer buffer, List<Expr> _)) {
      read.add(buffer.name());
    }
    e.operands().forEach(operand -> collect(operand, read));
  }
}
