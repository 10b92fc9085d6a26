package org.cnnc.optimizer.lower;

import java.util.ArrayList;
import java.util.List;
import org.cnnc.ir.loop.Axis;
import org.cnnc.ir.loop.BinaryOp;
import org.cnnc.ir.loop.Buffer;
import org.cnnc.ir.loop.Expr;
import org.cnnc.ir.op.Window;

/** How lowerings name axes and index buffers. */
final class Points {
  private static final List<String> NCHW = List.of("n", "c", "h", "w");

  private Points() {}

  /** Serial axes over a shape: {@code n c h w} at rank 4, {@code d0 d1 ...} otherwise. */
  static List<Axis> axes(List<Integer> shape) {
    List<Axis> axes = new ArrayList<>();
    for (int i = 0; i < shape.size(); i++) {
      axes.add(Axis.serial(shape.size() == NCHW.size() ? NCHW.get(i) : "d" + i, shape.get(i)));
    }
    return axes;
  }

  /** The variables of axes, as an index. */
  static List<Expr> vars(List<Axis> axes) {
    List<Expr> vars = new ArrayList<>();
    axes.forEach(axis -> vars.add(axis.var()));
    return vars;
  }

  /** The index into an operand of this shape that is broadcast to where {@code point} lies. */
  static List<Expr> broadcast(List<Integer> shape, List<Expr> point) {
    int missing = point.size() - shape.size();
    List<Expr> index = new ArrayList<>();
    for (int i = 0; i < shape.size(); i++) {
      index.add(shape.get(i) == 1 ? Expr.of(0) : point.get(i + missing));
    }
    return index;
  }

  /** An element of an NCHW buffer, or {@code outside} where the row or column is not in it. */
  static Expr padded(Buffer x, Expr n, Expr c, Expr ih, Expr iw, float outside) {
    Expr inside = inRange(ih, x.shape().get(2)).and(inRange(iw, x.shape().get(3)));
    return new Expr.Select(inside, x.at(n, c, ih, iw), new Expr.Literal(outside));
  }

  /** {@code 0 <= index < extent}. */
  static Expr inRange(Expr index, int extent) {
    return index.compare(BinaryOp.GE, Expr.of(0)).and(index.compare(BinaryOp.LT, Expr.of(extent)));
  }

  /**
   * What a kernel's element meets in an NCHW buffer: an element, or 0 in the padding.
   *
   * @param point the image, the buffer's channel, and the row and column of the result
   */
  static Expr convolved(Buffer x, List<Expr> point, Window win, Expr kh, Expr kw) {
    Expr ih = tap(point.get(2), win.strideH(), kh, win.dilationH(), win.padTop());
    Expr iw = tap(point.get(3), win.strideW(), kw, win.dilationW(), win.padLeft());
    return win.hasPadding()
        ? padded(x, point.get(0), point.get(1), ih, iw, 0)
        : x.at(point.get(0), point.get(1), ih, iw);
  }

  /** The position of a kernel's element in the input: {@code out*stride + k*dilation - padding}. */
  static Expr tap(Expr out, int stride, Expr k, int dilation, int padding) {
    return out.times(stride).plus(k.times(dilation)).plus(-padding);
  }
}
