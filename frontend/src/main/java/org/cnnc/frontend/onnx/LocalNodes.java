package org.cnnc.frontend.onnx;

import java.util.List;
import java.util.function.Function;
import org.cnnc.ir.op.LocallyConnected2d;
import org.cnnc.ir.op.Window;
import org.cnnc.ir.tensor.TensorType;
import org.cnnc.ir.tensor.Value;

/**
 * A locally connected layer, which ONNX has not, as a sum over the window's taps: the input moved
 * by a tap, times the weights of that tap, summed over the input's channels.
 */
final class LocalNodes {
  private final NodeList nodes;

  LocalNodes(NodeList nodes) {
    this.nodes = nodes;
  }

  void write(LocallyConnected2d op, Function<Value, String> in, String y) {
    TensorType w = op.weight().type();
    Window win = op.window();
    String x = in.apply(op.input());
    if (win.hasPadding()) {
      List<Integer> pads =
          List.of(0, 0, win.padTop(), win.padLeft(), 0, 0, win.padBottom(), win.padRight());
      x = nodes.step(y, "Pad", List.of(x, nodes.integers(y, "pads", pads)));
    }
    String byTap =
        nodes.step(
            y,
            "Transpose",
            List.of(in.apply(op.weight())),
            Attribute.of("perm", List.of(4, 5, 2, 3, 0, 1)));
    String sum = in.apply(op.bias());
    int taps = w.dim(4) * w.dim(5);
    for (int tap = 0; tap < taps; tap++) {
      String product = product(op, x, byTap, tap / w.dim(5), tap % w.dim(5), y);
      String total = tap == taps - 1 ? y : nodes.fresh(y, "sum");
      nodes.add("Add", total, List.of(product, sum));
      sum = total;
    }
  }

  private String product(LocallyConnected2d op, String x, String byTap, int kh, int kw, String y) {
    TensorType w = op.weight().type();
    Window win = op.window();
    int top = kh * win.dilationH();
    int left = kw * win.dilationW();
    String moved =
        nodes.step(
            y,
            "Slice",
            List.of(
                x,
                nodes.integers(y, "starts", List.of(top, left)),
                nodes.integers(
                    y,
                    "ends",
                    List.of(
                        top + (w.dim(0) - 1) * win.strideH() + 1,
                        left + (w.dim(1) - 1) * win.strideW() + 1)),
                nodes.integers(y, "axes", List.of(2, 3)),
                nodes.integers(y, "steps", List.of(win.strideH(), win.strideW()))));
    String apart =
        nodes.step(y, "Unsqueeze", List.of(moved, nodes.integers(y, "axes", List.of(1))));
    // Of [KH, KW, O, I, H, W], as [1, KW, ...], then as [1, 1, O, I, H, W].
    String row = slice(byTap, 0, kh, y);
    String tap = slice(row, 1, kw, y);
    String weights =
        nodes.step(y, "Squeeze", List.of(tap, nodes.integers(y, "axes", List.of(0, 1))));
    String products = nodes.step(y, "Mul", List.of(apart, weights));
    return nodes.step(
        y,
        "ReduceSum",
        List.of(products, nodes.integers(y, "axes", List.of(2))),
        Attribute.of("keepdims", 0));
  }

  private String slice(String x, int axis, int index, String y) {
    return nodes.step(
        y,
        "Gather",
        List.of(x, nodes.integers(y, "index", List.of(index))),
        Attribute.of("axis", axis));
  }
}
