package org.cnnc.frontend.onnx;

import java.util.Collections;
import java.util.List;
import org.cnnc.ir.UnsupportedException;
import org.cnnc.ir.op.Window;

/** The attributes of convolutions and pools, of one or two spatial dimensions, as a window. */
final class WindowReader {
  private final NodeInput node;
  private final int spatial;

  WindowReader(NodeInput node) {
    this.node = node;
    this.spatial = node.type(0).rank() - 2;
    if (spatial != 1 && spatial != 2) {
      throw new UnsupportedException(
          "it has %d spatial dimensions, 1 and 2 are supported".formatted(spatial));
    }
  }

  /** A list of one number for each spatial dimension as height and width. */
  int[] pair(String name, int otherwise) {
    List<Long> values = node.list(name).orElse(Collections.nCopies(spatial, (long) otherwise));
    if (values.size() != spatial) {
      throw new OnnxException("`%s` has %d numbers".formatted(name, values.size()));
    }
    int last = NodeInput.size(values.getLast());
    return spatial == 2 ? new int[] {NodeInput.size(values.getFirst()), last} : line(name, last);
  }

  /** A line is an image of one row. */
  private static int[] line(String name, int width) {
    return new int[] {name.equals("output_padding") ? 0 : 1, width};
  }

  /**
   * @param kernel height and width
   */
  Window window(int[] kernel) {
    int[] stride = pair("strides", 1);
    int[] dilation = pair("dilations", 1);
    int[] pads = pads(kernel, stride, dilation);
    return new Window(
        stride[0], stride[1], pads[0], pads[1], pads[2], pads[3], dilation[0], dilation[1]);
  }

  /**
   * The window of a transposed convolution. Where the size of the output is given, or is the
   * input's times the stride, the padding follows from it.
   *
   * @param more the output padding, which grows where even no padding would be too much
   */
  Window transposedWindow(int[] kernel, int[] more) {
    String auto = node.text("auto_pad", "NOTSET");
    boolean given = node.attribute("output_shape").isPresent();
    if (!given && !auto.startsWith("SAME")) {
      return window(kernel);
    }
    int[] stride = pair("strides", 1);
    int[] dilation = pair("dilations", 1);
    int[] wanted = given ? pair("output_shape", 0) : new int[2];
    int[] pads = new int[4];
    for (int i = 0; i < 2; i++) {
      int in = extent(i);
      long out = given ? wanted[i] : (long) in * stride[i];
      long whole = (in - 1L) * stride[i] + more[i] + (kernel[i] - 1L) * dilation[i] + 1;
      int total = Math.toIntExact(Math.max(0, whole - out));
      boolean oddAtEnd = auto.equals("SAME_UPPER");
      pads[oddAtEnd ? i : i + 2] = total / 2;
      pads[oddAtEnd ? i + 2 : i] = total - total / 2;
      more[i] = Math.toIntExact(more[i] + Math.max(0, out - whole));
    }
    return new Window(
        stride[0], stride[1], pads[0], pads[1], pads[2], pads[3], dilation[0], dilation[1]);
  }

  /** The height or the width of the first input. */
  private int extent(int i) {
    return spatial == 1 && i == 0 ? 1 : node.type(0).dim(spatial + i);
  }

  /** Top, left, bottom, right. */
  private int[] pads(int[] kernel, int[] stride, int[] dilation) {
    return switch (node.text("auto_pad", "NOTSET")) {
      case "VALID" -> new int[4];
      case "SAME_UPPER" -> same(kernel, stride, dilation, true);
      case "SAME_LOWER" -> same(kernel, stride, dilation, false);
      case "NOTSET" -> given();
      case String other -> throw new OnnxException("auto_pad is `%s`".formatted(other));
    };
  }

  private int[] given() {
    List<Long> pads = node.list("pads").orElse(Collections.nCopies(2 * spatial, 0L));
    if (pads.size() != 2 * spatial) {
      throw new OnnxException("`pads` has %d numbers".formatted(pads.size()));
    }
    int[] sizes = pads.stream().mapToInt(NodeInput::size).toArray();
    return spatial == 2 ? sizes : new int[] {0, sizes[0], 0, sizes[1]};
  }

  /** As many outputs as inputs over the stride, the odd element at the end or at the beginning. */
  private int[] same(int[] kernel, int[] stride, int[] dilation, boolean oddAtEnd) {
    int[] pads = new int[4];
    for (int i = 0; i < 2; i++) {
      int in = extent(i);
      if (in <= 0 || stride[i] <= 0) {
        throw new OnnxException("auto_pad of a dimension of " + in);
      }
      int reach = dilation[i] * (kernel[i] - 1) + 1;
      int total = Math.max(0, (Math.ceilDiv(in, stride[i]) - 1) * stride[i] + reach - in);
      pads[oddAtEnd ? i : i + 2] = total / 2;
      pads[oddAtEnd ? i + 2 : i] = total - total / 2;
    }
    return pads;
  }
}
