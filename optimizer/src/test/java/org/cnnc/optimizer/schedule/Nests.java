package org.cnnc.optimizer.schedule;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.cnnc.ir.loop.Axis;
import org.cnnc.ir.loop.BinaryOp;
import org.cnnc.ir.loop.Buffer;
import org.cnnc.ir.loop.ElementType;
import org.cnnc.ir.loop.Expr;
import org.cnnc.ir.loop.Stmt;
import org.cnnc.ir.loop.interpreter.LoopInterpreter;
import org.cnnc.ir.program.Kernel;
import org.cnnc.ir.tensor.Bfloat16;

/** Naive nests for tests of schedules, and runs of nests on random data. */
final class Nests {
  private Nests() {}

  /** A convolution with a square window and the same padding on all sides. */
  record Conv(int ic, int oc, int size, int kernel, int stride, int padding) {
    int outSize() {
      return (size + 2 * padding - kernel) / stride + 1;
    }

    Buffer x() {
      return Buffer.global("x", ElementType.F32, List.of(1, ic, size, size));
    }

    Buffer y() {
      return Buffer.global("y", ElementType.F32, List.of(1, oc, outSize(), outSize()));
    }

    Stmt naive() {
      return naive(x(), y());
    }

    /** The convolution with other layouts of input and output. */
    Stmt naive(Buffer x, Buffer y) {
      Buffer weight = Buffer.global("weight", ElementType.F32, List.of(oc, ic, kernel, kernel));
      Buffer bias = Buffer.global("bias", ElementType.F32, List.of(oc));
      Buffer acc = Buffer.register("acc", List.of());
      Axis c = Axis.serial("oc", oc);
      Axis h = Axis.serial("oh", outSize());
      Axis w = Axis.serial("ow", outSize());
      Axis i = Axis.serial("ic", ic);
      Axis kh = Axis.serial("kh", kernel);
      Axis kw = Axis.serial("kw", kernel);
      Expr ih = h.var().times(stride).plus(kh.var()).plus(-padding);
      Expr iw = w.var().times(stride).plus(kw.var()).plus(-padding);
      Expr inside = within(ih, size).and(within(iw, size));
      Expr pixel = x.at(Expr.of(0), i.var(), ih, iw);
      Expr padded = padding == 0 ? pixel : new Expr.Select(inside, pixel, new Expr.Literal(0f));
      Expr product =
          new Expr.Binary(BinaryOp.MUL, padded, weight.at(c.var(), i.var(), kh.var(), kw.var()));
      return Stmt.loops(
          List.of(c, h, w),
          new Stmt.Allocate(
              acc,
              Stmt.seq(
                  new Stmt.Store(acc, List.of(), bias.at(c.var())),
                  Stmt.loops(List.of(i, kh, kw), Stmt.Accumulate.sum(acc, List.of(), product)),
                  new Stmt.Store(y, List.of(Expr.of(0), c.var(), h.var(), w.var()), acc.at()))));
    }
  }

  static Expr within(Expr index, int extent) {
    return index.compare(BinaryOp.GE, Expr.of(0)).and(index.compare(BinaryOp.LT, Expr.of(extent)));
  }

  /** The memory of all buffers after a run that began with the same random numbers each time. */
  static Map<String, float[]> run(Stmt nest, long seed) {
    Map<String, float[]> memory = new TreeMap<>();
    List<Buffer> buffers = List.copyOf(new LoopInterpreter(nest).globals());
    List<MemorySegment> segments = new ArrayList<>();
    for (Buffer b : buffers) {
      float[] values = new float[(int) b.layout().elements()];
      fill(b, new long[b.shape().size()], 0, values, new SplittableRandom(seed));
      memory.put(b.name(), values);
      segments.add(b.dtype() == ElementType.BF16 ? rounded(values) : MemorySegment.ofArray(values));
    }
    LoopInterpreter.run(new Kernel("nest", buffers, nest), segments);
    return memory;
  }

  private static MemorySegment rounded(float[] values) {
    short[] bits = new short[values.length];
    for (int i = 0; i < bits.length; i++) {
      bits[i] = Bfloat16.bits(values[i]);
    }
    return MemorySegment.ofArray(bits);
  }

  /** Random elements, zeros in the halo, and NaN where blocks reach beyond the shape. */
  private static void fill(
      Buffer b, long[] index, int dim, float[] values, SplittableRandom random) {
    if (dim == index.length) {
      values[(int) b.layout().position(index)] = element(b, index, random);
      return;
    }
    for (long i = b.layout().lowest(dim); i < b.layout().limit(dim); i++) {
      index[dim] = i;
      fill(b, index, dim + 1, values, random);
    }
  }

  private static float element(Buffer b, long[] index, SplittableRandom random) {
    boolean isHalo = false;
    for (int d = 0; d < index.length; d++) {
      int axis = d;
      boolean isOutside = index[d] < 0 || index[d] >= b.shape().get(d);
      if (isOutside && b.layout().dims().stream().filter(p -> p.axis() == axis).count() > 1) {
        return Float.NaN;
      }
      isHalo |= isOutside;
    }
    return isHalo ? 0 : random.nextFloat() - 0.5f;
  }
}
