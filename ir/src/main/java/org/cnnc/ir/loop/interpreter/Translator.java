package org.cnnc.ir.loop.interpreter;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.cnnc.ir.CompilerBug;
import org.cnnc.ir.loop.Axis;
import org.cnnc.ir.loop.Buffer;
import org.cnnc.ir.loop.Expr;
import org.cnnc.ir.loop.ExprType;
import org.cnnc.ir.loop.Kind;
import org.cnnc.ir.loop.Space;
import org.cnnc.ir.loop.Stmt;

/** Turns a nest into closures, once, so that running it looks up no names. */
final class Translator {
  private final Map<String, Declared> globals = new LinkedHashMap<>();
  private final Map<String, Integer> variables = new LinkedHashMap<>();
  private final Map<String, Declared> locals = new HashMap<>();
  private final Expressions expressions = new Expressions(this);
  private int variableCount;
  private int bufferCount;
  private int depth;

  /** The buffers that the caller gives, in the order of their first use. */
  Map<String, Declared> globals() {
    return globals;
  }

  int variableCount() {
    return variableCount;
  }

  int bufferCount() {
    return bufferCount;
  }

  int variable(String name) {
    Integer slot = variables.get(name);
    if (slot == null) {
      throw bug("there is no loop over " + name);
    }
    return slot;
  }

  Access access(Buffer buffer, List<Expr> index, boolean isWrite) {
    Declared declared =
        buffer.space() == Space.GLOBAL
            ? globals.computeIfAbsent(buffer.name(), _ -> declare(buffer, 0))
            : locals.get(buffer.name());
    if (declared == null) {
      throw bug(buffer.name() + " is not allocated");
    }
    if (!declared.buffer.equals(buffer)) {
      throw bug("%s is both %s and %s".formatted(buffer.name(), declared.buffer, buffer));
    }
    declared.use(isWrite, depth);
    List<Code.Index> code = index.stream().map(expressions::index).toList();
    return new Access(buffer, declared.slot, code, new LinkedHashMap<>(variables));
  }

  private Declared declare(Buffer buffer, int atDepth) {
    return new Declared(buffer, bufferCount++, atDepth);
  }

  Code.Action translate(Stmt s) {
    return switch (s) {
      case Stmt.Loop(Axis axis, Stmt body) -> loop(axis, body);
      case Stmt.If(Expr condition, Stmt body) -> {
        Code.Truth holds = expressions.truth(condition);
        Code.Action then = translate(body);
        yield f -> {
          if (holds.eval(f)) {
            then.run(f);
          }
        };
      }
      case Stmt.Store(Buffer buffer, List<Expr> index, Expr value) ->
          byFirst(buffer, store(buffer, index, value));
      case Stmt.Accumulate a -> byFirst(a.buffer(), accumulate(a));
      case Stmt.Seq(List<Stmt> body) -> {
        Code.Action[] parts = body.stream().map(this::translate).toArray(Code.Action[]::new);
        yield f -> {
          for (Code.Action part : parts) {
            part.run(f);
          }
        };
      }
      case Stmt.Allocate(Buffer buffer, Stmt body) -> allocate(buffer, body);
      case Stmt.Prefetch _ -> f -> {};
      case Stmt.Barrier _ -> {
        if (depth > 0) {
          throw bug("a barrier that not all meet at");
        }
        yield f -> {
          if (f.share.threads() > 1) {
            throw bug("a barrier at which one thread's share waits for others");
          }
        };
      }
    };
  }

  private Code.Action loop(Axis axis, Stmt body) {
    if (axis.kind() == Kind.WORK_ITEM && body.meets()) {
      return workItems(axis, body);
    }
    boolean isConcurrent =
        switch (axis.kind()) {
          case PARALLEL, DYNAMIC, WORK_GROUP, WORK_ITEM -> true;
          case SERIAL, UNROLLED, VECTOR, DOT, MATRIX -> false;
        };
    int slot = declare(axis);
    depth += isConcurrent ? 1 : 0;
    Code.Action inner = translate(body);
    depth -= isConcurrent ? 1 : 0;
    variables.remove(axis.name());
    int extent = axis.extent();
    if (!isConcurrent) {
      return f -> {
        for (long i = 0; i < extent; i++) {
          f.variables[slot] = i;
          inner.run(f);
        }
      };
    }
    boolean isOutermost = depth == 0 && axis.kind().isShared();
    return f -> {
      Iteration around = f.iteration;
      Object execution = new Object();
      ThreadShare share = isOutermost ? f.share : ThreadShare.ALONE;
      long to = share.to(axis);
      for (long i = share.from(axis); i < to; i++) {
        f.iteration = around.enter(execution);
        f.variables[slot] = i;
        inner.run(f);
      }
      f.iteration = around;
    };
  }

  private int declare(Axis axis) {
    int slot = variableCount++;
    if (variables.putIfAbsent(axis.name(), slot) != null) {
      throw bug("two loops over %s within each other".formatted(axis.name()));
    }
    return slot;
  }

  /** Loops over the work items of a group, in which there are barriers. */
  private Code.Action workItems(Axis outermost, Stmt inside) {
    List<String> names = new ArrayList<>(List.of(outermost.name()));
    List<Integer> extents = new ArrayList<>(List.of(outermost.extent()));
    List<Integer> slots = new ArrayList<>(List.of(declare(outermost)));
    Stmt body = inside;
    while (body instanceof Stmt.Loop(Axis axis, Stmt inner) && axis.kind() == Kind.WORK_ITEM) {
      names.add(axis.name());
      extents.add(axis.extent());
      slots.add(declare(axis));
      body = inner;
    }
    depth++;
    WorkItems.Action all = together(body);
    depth--;
    names.forEach(variables::remove);
    return f -> all.run(new WorkItems(f, slots, extents));
  }

  /** A statement of all work items of a group. */
  private WorkItems.Action together(Stmt s) {
    if (!s.meets()) {
      Code.Action alone = translate(s);
      return items -> items.each(alone);
    }
    return switch (s) {
      case Stmt.Barrier _ -> WorkItems::meet;
      case Stmt.Seq(List<Stmt> body) -> {
        List<WorkItems.Action> parts = body.stream().map(this::together).toList();
        yield items -> parts.forEach(part -> part.run(items));
      }
      case Stmt.Loop(Axis axis, Stmt body)
          when axis.kind() == Kind.SERIAL || axis.kind() == Kind.UNROLLED -> {
        int slot = declare(axis);
        WorkItems.Action inner = together(body);
        variables.remove(axis.name());
        yield items -> {
          for (long i = 0; i < axis.extent(); i++) {
            long value = i;
            items.each(f -> f.variables[slot] = value);
            inner.run(items);
          }
        };
      }
      case Stmt.Allocate(Buffer buffer, Stmt body) -> {
        Declared declared = open(buffer);
        WorkItems.Action inner = together(body);
        Code.Action allocation = close(declared);
        yield items -> {
          items.each(allocation);
          inner.run(items);
        };
      }
      case Stmt.Loop _, Stmt.If _, Stmt.Store _, Stmt.Accumulate _, Stmt.Prefetch _ ->
          throw bug("a barrier that not all meet at");
    };
  }

  private Code.Action allocate(Buffer buffer, Stmt body) {
    Declared declared = open(buffer);
    Code.Action inner = translate(body);
    Code.Action allocation = close(declared);
    return f -> {
      allocation.run(f);
      inner.run(f);
    };
  }

  /** Begins the scope of a buffer. */
  private Declared open(Buffer buffer) {
    if (buffer.space() == Space.GLOBAL) {
      throw bug("a nest cannot allocate global memory: " + buffer.name());
    }
    Declared declared = declare(buffer, depth);
    if (locals.putIfAbsent(buffer.name(), declared) != null) {
      throw bug("%s is allocated twice".formatted(buffer.name()));
    }
    return declared;
  }

  /** Ends the scope of a buffer; the action makes its memory. */
  private Code.Action close(Declared declared) {
    Buffer buffer = declared.buffer;
    locals.remove(buffer.name());
    int slot = declared.slot;
    boolean isTracked = declared.isTracked();
    return f -> {
      if (f.buffers[slot] == null) {
        f.buffers[slot] = Storage.allocate(buffer, isTracked);
      } else {
        f.buffers[slot].forget();
      }
    };
  }

  /**
   * What writes memory of all threads, outside of the loops that they share, the first one does.
   */
  private Code.Action byFirst(Buffer buffer, Code.Action write) {
    if (depth > 0 || buffer.space() != Space.GLOBAL) {
      return write;
    }
    return f -> {
      if (f.share.isFirst()) {
        write.run(f);
      }
    };
  }

  private Code.Action store(Buffer buffer, List<Expr> index, Expr value) {
    Access to = access(buffer, index, true);
    return switch (ExprType.of(buffer.dtype())) {
      case FLOAT -> {
        Code.Scalar v = expressions.number(value);
        yield f -> to.set(f, v.eval(f));
      }
      case INDEX -> {
        Code.Index v = expressions.index(value);
        yield f -> to.set(f, v.eval(f));
      }
      case TRUTH -> {
        Code.Truth v = expressions.truth(value);
        yield f -> to.set(f, v.eval(f));
      }
    };
  }

  private Code.Action accumulate(Stmt.Accumulate a) {
    Access to = access(a.buffer(), a.index(), true);
    Optional<Expr.Binary> product = a.fusedProduct();
    if (product.isPresent()) {
      Code.Scalar x = expressions.number(product.get().left());
      Code.Scalar y = expressions.number(product.get().right());
      return f -> to.set(f, Math.fma(x.eval(f), y.eval(f), to.floatAt(f)));
    }
    Code.Scalar v = expressions.number(a.value());
    return switch (a.op()) {
      case ADD -> f -> to.set(f, to.floatAt(f) + v.eval(f));
      case MUL -> f -> to.set(f, to.floatAt(f) * v.eval(f));
      case MIN -> f -> to.set(f, Scalars.min(to.floatAt(f), v.eval(f)));
      case MAX -> f -> to.set(f, Scalars.max(to.floatAt(f), v.eval(f)));
      case SUB, DIV, MOD, POW, LT, LE, GT, GE, EQ, NE, AND, OR ->
          throw bug("accumulation by " + a.op().text());
    };
  }

  static CompilerBug bug(String message) {
    return new CompilerBug(LoopInterpreter.PASS, message);
  }
}
