package org.cnnc.examples.operator;

import static org.cnnc.examples.operator.Draw.pair;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/** Calls of the operators that move a kernel over an image or a sequence. */
final class WindowCalls {
  private WindowCalls() {}

  /** By operator. */
  static Map<String, Function<Draw, Call>> all() {
    Map<String, Function<Draw, Call>> calls = new LinkedHashMap<>();
    calls.put("conv2d", WindowCalls::conv2d);
    calls.put("conv1d", WindowCalls::conv1d);
    calls.put("conv_transpose2d", WindowCalls::convTranspose2d);
    calls.put("conv_transpose1d", WindowCalls::convTranspose1d);
    calls.put("max_pool2d", d -> pool2d(d, "max_pool2d", true, ""));
    calls.put("avg_pool2d", d -> pool2d(d, "avg_pool2d", false, countIncludePad(d)));
    calls.put("max_pool1d", d -> pool1d(d, "max_pool1d", true, ""));
    calls.put("avg_pool1d", d -> pool1d(d, "avg_pool1d", false, countIncludePad(d)));
    calls.put(
        "lp_pool2d",
        d -> pool2d(d, "lp_pool2d", false, ", norm_type=" + d.oneOf("1", "2", "3", "1.5")));
    calls.put(
        "max_pool2d_with_indices",
        d -> {
          Call pooled = pool2d(d, "max_pool2d_with_indices", true, "");
          return new Call(
              "(%s)[%d] -> cast(f32)".formatted(pooled.text(), d.below(2)), pooled.dims());
        });
    calls.put("max_unpool2d", WindowCalls::maxUnpool2d);
    calls.put("locally_connected2d", WindowCalls::locallyConnected2d);
    return calls;
  }

  /** Both axes of an image, and how their padding is written. */
  private record Window(Axis rows, Axis columns, String padding) {
    String kernel() {
      return pair(rows.kernel(), columns.kernel());
    }

    /** {@code stride=2, padding=(0, 1)}, with the dilation where there is one. */
    String arguments(boolean dilated) {
      return "stride=%s, padding=%s%s"
          .formatted(
              pair(rows.stride(), columns.stride()),
              padding,
              dilated ? ", dilation=" + pair(rows.dilation(), columns.dilation()) : "");
    }
  }

  private static Axis axis(Draw d, int size, boolean dilated) {
    return new Axis(size, d.from(1, 3), d.from(1, 3), dilated ? d.from(1, 2) : 1, 0, 0);
  }

  /** A padding below the kernel's size, as far as it is given in numbers. */
  private static Window window(Draw d, boolean dilated) {
    Axis rows = axis(d, d.height(), dilated);
    Axis columns = axis(d, d.width(), dilated);
    int high = rows.kernel();
    int wide = columns.kernel();
    return switch (d.below(5)) {
      case 0 -> new Window(rows, columns, "valid");
      case 1 -> new Window(rows.paddedToSame(), columns.paddedToSame(), "same");
      case 2 -> {
        int all = d.below(Math.min(high, wide));
        yield new Window(rows.padded(all, all), columns.padded(all, all), "" + all);
      }
      case 3 -> {
        int h = d.below(high);
        int w = d.below(wide);
        yield new Window(rows.padded(h, h), columns.padded(w, w), "(%d, %d)".formatted(h, w));
      }
      default -> {
        int left = d.below(wide);
        int right = d.below(wide);
        int top = d.below(high);
        int bottom = d.below(high);
        yield new Window(
            rows.padded(top, bottom),
            columns.padded(left, right),
            "(%d, %d, %d, %d)".formatted(left, right, top, bottom));
      }
    };
  }

  /** One axis, and how its padding is written. */
  private record Line(Axis axis, String padding) {
    String arguments(boolean dilated) {
      return "stride=%d, padding=%s%s"
          .formatted(axis.stride(), padding, dilated ? ", dilation=" + axis.dilation() : "");
    }
  }

  private static Line line(Draw d, boolean dilated) {
    Axis axis = axis(d, d.sequence().dim(2), dilated);
    int left = d.below(axis.kernel());
    int right = d.below(axis.kernel());
    return switch (d.below(4)) {
      case 0 -> new Line(axis, "valid");
      case 1 -> new Line(axis.paddedToSame(), "same");
      case 2 -> new Line(axis.padded(left, left), "" + left);
      default -> new Line(axis.padded(left, right), "(%d, %d)".formatted(left, right));
    };
  }

  private static Call conv2d(Draw d) {
    Window w = window(d, true);
    int groups = d.divisor(d.channels());
    int out = groups * d.from(1, 3);
    return d.image()
        .then(
            "conv2d(%d, %s, %s, groups=%d, bias=%s)"
                .formatted(out, w.kernel(), w.arguments(true), groups, d.flag()),
            out,
            w.rows().outputs(),
            w.columns().outputs());
  }

  private static Call conv1d(Draw d) {
    Line line = line(d, true);
    int groups = d.divisor(d.channels());
    int out = groups * d.from(1, 3);
    return d.sequence()
        .then(
            "conv1d(%d, %d, %s, groups=%d, bias=%s)"
                .formatted(out, line.axis().kernel(), line.arguments(true), groups, d.flag()),
            out,
            line.axis().outputs());
  }

  private static Call convTranspose2d(Draw d) {
    Window w = window(d, true);
    if (w.padding().equals("same")) {
      w = transposedSame(w);
    }
    int groups = d.divisor(d.channels());
    int out = groups * d.from(1, 3);
    int moreRows = d.below(2);
    int moreColumns = d.below(2);
    return d.image()
        .then(
            "conv_transpose2d(%d, %s, %s, output_padding=%s, groups=%d, bias=%s)"
                .formatted(
                    out,
                    w.kernel(),
                    w.arguments(true),
                    pair(moreRows, moreColumns),
                    groups,
                    d.flag()),
            out,
            w.rows().transposedOutputs(moreRows),
            w.columns().transposedOutputs(moreColumns));
  }

  /** Where the kernel is as large as the stride at least; else without padding. */
  private static Window transposedSame(Window w) {
    boolean possible =
        w.rows().span() >= w.rows().stride() && w.columns().span() >= w.columns().stride();
    return possible
        ? new Window(
            w.rows().paddedToTransposedSame(), w.columns().paddedToTransposedSame(), "same")
        : new Window(w.rows().padded(0, 0), w.columns().padded(0, 0), "0");
  }

  private static Call convTranspose1d(Draw d) {
    Line line = line(d, true);
    if (line.padding().equals("same")) {
      line = new Line(line.axis().padded(0, 0), "0");
    }
    int groups = d.divisor(d.channels());
    int out = groups * d.from(1, 3);
    int more = d.below(2);
    return d.sequence()
        .then(
            "conv_transpose1d(%d, %d, %s, output_padding=%d, groups=%d)"
                .formatted(out, line.axis().kernel(), line.arguments(true), more, groups),
            out,
            line.axis().transposedOutputs(more));
  }

  private static String countIncludePad(Draw d) {
    return ", count_include_pad=" + d.flag();
  }

  private static Call pool2d(Draw d, String operator, boolean dilated, String more) {
    Window w = window(d, dilated);
    boolean ceil = d.flag();
    return d.image()
        .then(
            "%s(kernel=%s, %s, ceil_mode=%s%s)"
                .formatted(operator, w.kernel(), w.arguments(dilated), ceil, more),
            d.channels(),
            ceil ? w.rows().outputsInCeilMode() : w.rows().outputs(),
            ceil ? w.columns().outputsInCeilMode() : w.columns().outputs());
  }

  private static Call pool1d(Draw d, String operator, boolean dilated, String more) {
    Line line = line(d, dilated);
    boolean ceil = d.flag();
    return d.sequence()
        .thenWith(
            2,
            ceil ? line.axis().outputsInCeilMode() : line.axis().outputs(),
            "%s(kernel=%d, %s, ceil_mode=%s%s)"
                .formatted(operator, line.axis().kernel(), line.arguments(dilated), ceil, more));
  }

  private static Call maxUnpool2d(Draw d) {
    String pooled =
        "max_pool2d_with_indices(x, %d, stride=%d)".formatted(d.from(2, 3), d.from(1, 3));
    int h = d.height() + d.below(2);
    int w = d.width() + d.below(2);
    return Call.of(
        "max_unpool2d(%s[0], %s[1], %s)".formatted(pooled, pooled, pair(h, w)), d.channels(), h, w);
  }

  private static Call locallyConnected2d(Draw d) {
    Window w = window(d, false);
    int out = d.from(1, 3);
    return d.image()
        .then(
            "locally_connected2d(%d, %s, %s)".formatted(out, w.kernel(), w.arguments(false)),
            out,
            w.rows().outputs(),
            w.columns().outputs());
  }
}
