package org.cnnc.optimizer.cpu;

import java.util.List;
import org.cnnc.ir.loop.Axis;
import org.cnnc.ir.loop.Buffer;
import org.cnnc.ir.loop.Expr;
import org.cnnc.ir.loop.Kind;
import org.cnnc.ir.loop.Stmt;
import org.cnnc.ir.target.Target;

/**
 * How threads share a kernel, by the time that it takes about: in equal parts that each thread
 * keeps, or so that who is done helps others. The latter costs some hundred nanoseconds a loop, and
 * pays where a thread can fall behind by more: its core is slower, or has something else to do.
 */
final class Sharing {
  /** Multiply-adds of vectors that a core does in a microsecond. */
  private static final double MULTIPLY_ADDS = 4000;

  /** Bytes that a core reads or writes in a microsecond. */
  private static final double BYTES = 20_000;

  /** Microseconds of all threads' work from which on they help each other. */
  private static final double LONG = 20;

  private final Target target;

  Sharing(Target target) {
    this.target = target;
  }

  /**
   * A kernel's nest, its parallel loops shared as is best.
   *
   * @param macs the multiply-accumulates of the whole nest
   * @param bytes what it reads and writes
   */
  Stmt apply(Stmt nest, long macs, long bytes) {
    double microseconds = Math.max(macs / (MULTIPLY_ADDS * target.lanes()), bytes / BYTES);
    return microseconds < LONG ? nest : dynamic(nest);
  }

  private static Stmt dynamic(Stmt s) {
    return switch (s) {
      case Stmt.Loop(Axis axis, Stmt body) when axis.kind() == Kind.PARALLEL ->
          new Stmt.Loop(axis.withKind(Kind.DYNAMIC), body);
      case Stmt.Loop(Axis axis, Stmt body) -> new Stmt.Loop(axis, dynamic(body));
      case Stmt.If(Expr condition, Stmt body) -> new Stmt.If(condition, dynamic(body));
      case Stmt.Seq(List<Stmt> body) -> Stmt.seq(body.stream().map(Sharing::dynamic).toList());
      case Stmt.Allocate(Buffer buffer, Stmt body) -> new Stmt.Allocate(buffer, dynamic(body));
      case Stmt.Store _, Stmt.Accumulate _, Stmt.Prefetch _, Stmt.Barrier _ -> s;
    };
  }
}
