package org.cnnc.optimizer.lower;

import static org.cnnc.ir.loop.Axis.serial;

import java.util.List;
import java.util.function.UnaryOperator;
import org.cnnc.ir.loop.Axis;
import org.cnnc.ir.loop.BinaryOp;
import org.cnnc.ir.loop.Buffer;
import org.cnnc.ir.loop.Expr;
import org.cnnc.ir.loop.Stmt;
import org.cnnc.ir.op.AvgPool2d;
import org.cnnc.ir.op.MaxPool2d;
import org.cnnc.ir.op.MaxPoolIndices2d;
import org.cnnc.ir.op.PoolWindow;
import org.cnnc.ir.op.Window;

/** Pooling as plain loops: axes {@code n c oh ow} over the output, {@code kh kw} the window. */
final class Pool2dLowering {
  private final PoolWindow pool;
  private final Buffer x;
  private final Buffer y;
  private final Axis n;
  private final Axis c;
  private final Axis oh;
  private final Axis ow;
  private final Axis kh;
  private final Axis kw;
  private final Expr ih;
  private final Expr iw;

  private Pool2dLowering(PoolWindow pool, Operands operands) {
    this.pool = pool;
    this.x = operands.inputs().getFirst();
    this.y = operands.result();
    this.n = serial("n", y.shape().get(0));
    this.c = serial("c", y.shape().get(1));
    this.oh = serial("oh", y.shape().get(2));
    this.ow = serial("ow", y.shape().get(3));
    this.kh = serial("kh", pool.kernelH());
    this.kw = serial("kw", pool.kernelW());
    Window win = pool.window();
    this.ih = Points.tap(oh.var(), win.strideH(), kh.var(), win.dilationH(), win.padTop());
    this.iw = Points.tap(ow.var(), win.strideW(), kw.var(), win.dilationW(), win.padLeft());
  }

  static Stmt max(MaxPool2d op, Operands operands) {
    Pool2dLowering l = new Pool2dLowering(op.pool(), operands);
    float lowest = Float.NEGATIVE_INFINITY;
    return l.nest(
        new Expr.Literal(lowest), BinaryOp.MAX, l.element(lowest), UnaryOperator.identity());
  }

  static Stmt average(AvgPool2d op, Operands operands) {
    Pool2dLowering l = new Pool2dLowering(op.pool(), operands);
    Expr divisor = l.divisor(op.countIncludePad());
    return l.nest(
        new Expr.Literal(0),
        BinaryOp.ADD,
        l.element(0),
        sum -> new Expr.Binary(BinaryOp.DIV, sum, divisor));
  }

  /** The place of the first of the largest elements; padding is never looked at. */
  static Stmt maxIndices(MaxPoolIndices2d op, Operands operands) {
    Pool2dLowering l = new Pool2dLowering(op.pool(), operands);
    Expr element = l.x.at(l.n.var(), l.c.var(), l.ih, l.iw);
    Expr place = l.ih.times(l.x.shape().get(3)).plus(l.iw);
    Expr isFirst = SearchLowering.PLACE.at().compare(BinaryOp.LT, Expr.of(0));
    Expr beats = element.compare(BinaryOp.GT, SearchLowering.BEST.at());
    Expr inside =
        Points.inRange(l.ih, l.x.shape().get(2)).and(Points.inRange(l.iw, l.x.shape().get(3)));
    Stmt look =
        new Stmt.If(
            inside,
            new Stmt.If(SearchLowering.or(isFirst, beats), SearchLowering.found(element, place)));
    Stmt window =
        Stmt.seq(
            SearchLowering.store(SearchLowering.BEST, new Expr.Literal(0)),
            SearchLowering.store(SearchLowering.PLACE, Expr.of(-1)),
            Stmt.loops(List.of(l.kh, l.kw), look),
            new Stmt.Store(
                l.y,
                List.of(l.n.var(), l.c.var(), l.oh.var(), l.ow.var()),
                SearchLowering.atLeastZero(SearchLowering.PLACE.at())));
    return Stmt.loops(
        List.of(l.n, l.c, l.oh, l.ow),
        SearchLowering.allocate(window, SearchLowering.BEST, SearchLowering.PLACE));
  }

  /** The element under a tap; some windows reach outside because of padding or ceil mode. */
  private Expr element(float outside) {
    boolean inside =
        !pool.window().hasPadding()
            && reach(oh, kh, pool.window().strideH(), pool.window().dilationH()) < x.shape().get(2)
            && reach(ow, kw, pool.window().strideW(), pool.window().dilationW()) < x.shape().get(3);
    return inside
        ? x.at(n.var(), c.var(), ih, iw)
        : Points.padded(x, n.var(), c.var(), ih, iw, outside);
  }

  private static int reach(Axis out, Axis k, int stride, int dilation) {
    return (out.extent() - 1) * stride + (k.extent() - 1) * dilation;
  }

  /** How many of the window's elements count: a product of one number a direction. */
  private Expr divisor(boolean countIncludePad) {
    Window win = pool.window();
    Expr rows =
        count(
            oh.var().times(win.strideH()).plus(-win.padTop()),
            kh.extent(),
            win.dilationH(),
            countIncludePad ? -win.padTop() : 0,
            x.shape().get(2) + (countIncludePad ? win.padBottom() : 0));
    Expr columns =
        count(
            ow.var().times(win.strideW()).plus(-win.padLeft()),
            kw.extent(),
            win.dilationW(),
            countIncludePad ? -win.padLeft() : 0,
            x.shape().get(3) + (countIncludePad ? win.padRight() : 0));
    return new Expr.ToFloat(rows.times(columns));
  }

  /**
   * The number of {@code k} in {@code 0..<kernel} with {@code low <= start + k*dilation < high}.
   */
  private static Expr count(Expr start, int kernel, int dilation, int low, int high) {
    // First tap at or after low, and first at or after high, each within 0..kernel.
    Expr first = clamp(start.times(-1).plus(low).plus(dilation - 1).dividedBy(dilation), kernel);
    Expr end = clamp(start.times(-1).plus(high).plus(dilation - 1).dividedBy(dilation), kernel);
    return end.minus(first);
  }

  private static Expr clamp(Expr k, int kernel) {
    Expr atLeastZero = new Expr.Binary(BinaryOp.MAX, k, Expr.of(0));
    return new Expr.Binary(BinaryOp.MIN, atLeastZero, Expr.of(kernel));
  }

  private Stmt nest(Expr start, BinaryOp op, Expr element, UnaryOperator<Expr> finish) {
    return Stmt.loops(
        List.of(n, c, oh, ow),
        Reduction.of(
            start,
            List.of(kh, kw),
            op,
            element,
            y,
            List.of(n.var(), c.var(), oh.var(), ow.var()),
            finish));
  }
}
