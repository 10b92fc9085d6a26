package org.cnnc.examples.operator;

import static org.cnnc.examples.operator.Draw.pair;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Calls of the operators that move, choose and resample elements. */
final class ShapeCalls {
  private ShapeCalls() {}

  /** By operator. */
  static Map<String, Function<Draw, Call>> all() {
    Map<String, Function<Draw, Call>> calls = new LinkedHashMap<>();
    calls.put("concat", ShapeCalls::concat);
    calls.put("split", ShapeCalls::split);
    calls.put("slice", ShapeCalls::slice);
    calls.put("pad", ShapeCalls::pad);
    calls.put("reshape", ShapeCalls::reshape);
    calls.put("flatten", ShapeCalls::flatten);
    calls.put("transpose", ShapeCalls::transpose);
    calls.put("squeeze", ShapeCalls::squeeze);
    calls.put("unsqueeze", ShapeCalls::unsqueeze);
    calls.put("expand", ShapeCalls::expand);
    calls.put(
        "depth_to_space",
        d ->
            Call.of(
                "concat(x, x + 1, x, x * 2) -> depth_to_space(2, mode=%s)"
                    .formatted(d.oneOf("DCR", "CRD")),
                d.channels(),
                2 * d.height(),
                2 * d.width()));
    calls.put(
        "space_to_depth",
        d ->
            d.image()
                .then(
                    "slice(2, 0, 4) -> slice(3, 1, 5) -> space_to_depth(2)",
                    4 * d.channels(),
                    2,
                    2));
    calls.put(
        "channel_shuffle",
        d -> d.image().then("channel_shuffle(%d)".formatted(d.divisor(d.channels()))));
    calls.put("upsample", ShapeCalls::upsample);
    calls.put("resize", ShapeCalls::resize);
    calls.put(
        "resample",
        d -> {
          Call x = d.any();
          int axis = d.axis(x);
          int last = x.dim(axis) - 1;
          String places =
              "constant([[%d, 0], [0, %d]], dtype=i64)".formatted(last, d.below(last + 1));
          String weights =
              "constant([[%s, %s], [1, %s]])"
                  .formatted(d.real(-1, 1), d.real(-1, 1), d.real(-1, 1));
          return x.thenWith(
              axis, 2, "resample(%s, %s, %s)".formatted(places, weights, d.written(axis, x)));
        });
    calls.put("adaptive_avg_pool2d", d -> adaptive(d, "adaptive_avg_pool2d"));
    calls.put("adaptive_max_pool2d", d -> adaptive(d, "adaptive_max_pool2d"));
    calls.put("argmax", d -> search(d, "argmax"));
    calls.put("argmin", d -> search(d, "argmin"));
    calls.put(
        "topk",
        d -> {
          Call x = d.any();
          int axis = d.axis(x);
          int k = d.from(1, x.dim(axis));
          Call both =
              x.thenWith(
                  axis,
                  k,
                  "topk(%d, axis=%s, largest=%s)".formatted(k, d.written(axis, x), d.flag()));
          return new Call("(%s)[%d] -> cast(f32)".formatted(both.text(), d.below(2)), both.dims());
        });
    calls.put(
        "gather",
        d -> {
          Call x = d.any();
          int axis = d.axis(x);
          int last = x.dim(axis) - 1;
          return x.thenWith(
              axis,
              3,
              "gather(constant([%d, -1, 0], dtype=i64), axis=%s)"
                  .formatted(last, d.written(axis, x)));
        });
    calls.put(
        "gather_elements",
        d -> {
          Call x = d.any();
          int axis = d.axis(x);
          int k = d.from(1, x.dim(axis));
          return x.thenWith(
              axis,
              k,
              "gather_elements(topk(%s, %d, axis=%d)[1], axis=%d)"
                  .formatted(x.text(), k, axis, axis));
        });
    return calls;
  }

  private static Call concat(Draw d) {
    Call x = d.any();
    int axis = d.axis(x);
    int part = d.from(1, x.dim(axis));
    String text =
        "concat(%s, %s -> slice(%d, 0, %d), %s, axis=%s)"
            .formatted(x.text(), x.text(), axis, part, x.text(), d.written(axis, x));
    return new Call(text, resized(x, axis, 2 * x.dim(axis) + part));
  }

  private static Call split(Draw d) {
    Call x = d.any();
    int axis = d.axis(x);
    int extent = x.dim(axis);
    int size = d.from(1, extent);
    int pieces = Math.ceilDiv(extent, size);
    boolean listed = d.flag();
    int piece = listed ? 0 : d.below(pieces);
    String sizes = listed ? "[%d, %d]".formatted(size, extent - size) : "" + size;
    return new Call(
        "split(%s, %s, axis=%s)[%d]".formatted(x.text(), sizes, d.written(axis, x), piece),
        resized(x, axis, Math.min(size, extent - piece * size)));
  }

  private static Call slice(Draw d) {
    Call x = d.any();
    int axis = d.axis(x);
    int extent = x.dim(axis);
    int start = d.below(extent);
    int step = d.from(1, 3);
    int end = d.from(start + 1, extent);
    String written = d.flag() ? "" + start : "" + (start - extent);
    String until = d.flag() ? ", " + end : end == extent ? "" : ", " + (end - extent);
    return x.thenWith(
        axis,
        Math.ceilDiv(end - start, step),
        "slice(%s, %s%s, step=%d)".formatted(d.written(axis, x), written, until, step));
  }

  private static Call pad(Draw d) {
    String mode = d.oneOf("constant, value=-1.5", "edge", "reflect");
    if (d.flag()) {
      int left = d.below(3);
      int right = d.below(4) - (left > 0 ? 0 : 1);
      Call s = d.sequence();
      return s.thenWith(
          2, s.dim(2) + left + right, "pad((%d, %d), mode=%s)".formatted(left, right, mode));
    }
    int left = d.below(3);
    int right = d.below(3);
    int top = d.below(3);
    int bottom = d.below(3);
    boolean crops = d.flag();
    return d.image()
        .then(
            crops
                ? "pad((%d, %d, %d, %d), mode=%s)".formatted(-left, -right, -top, -bottom, mode)
                : "pad((%d, %d, %d, %d), mode=%s)".formatted(left, right, top, bottom, mode),
            d.channels(),
            d.height() + (crops ? -1 : 1) * (top + bottom),
            d.width() + (crops ? -1 : 1) * (left + right));
  }

  private static Call reshape(Draw d) {
    Call x = d.image();
    return d.flag()
        ? x.then("reshape([N, %d, -1])".formatted(d.width()), d.width(), d.channels() * d.height())
        : x.then(
            "reshape([N, %d, 1, %d, %d])".formatted(d.height(), d.width(), d.channels()),
            d.height(),
            1,
            d.width(),
            d.channels());
  }

  private static Call flatten(Draw d) {
    return switch (d.below(3)) {
      case 0 -> d.image().then("flatten", d.channels() * d.height() * d.width());
      case 1 -> d.image().then("flatten(2)", d.channels(), d.height() * d.width());
      default -> d.image().then("flatten(1, -2)", d.channels() * d.height(), d.width());
    };
  }

  private static Call transpose(Draw d) {
    Call x = d.oneOf(d.image(), d.sequence());
    List<Integer> order = d.permutation(x);
    List<Integer> dims = order.stream().skip(1).map(x::dim).toList();
    return new Call("%s -> transpose(%s)".formatted(x.text(), order), dims);
  }

  private static Call squeeze(Draw d) {
    int axis = d.from(2, 3);
    return d.image()
        .then(
            "slice(%d, 1, 2) -> squeeze(%s)".formatted(axis, d.written(axis, d.image())),
            d.channels(),
            d.image().dim(5 - axis));
  }

  private static Call unsqueeze(Draw d) {
    Call x = d.any();
    int axis = d.from(1, x.rank());
    List<Integer> dims = new ArrayList<>(x.dims());
    dims.add(axis - 1, 1);
    int written = d.flag() ? axis : axis - x.rank() - 1;
    return new Call("%s -> unsqueeze(%d)".formatted(x.text(), written), dims);
  }

  private static Call expand(Draw d) {
    Call x = d.any();
    int axis = d.axis(x);
    int size = d.from(1, 4);
    List<Integer> dims = resized(x, axis, size);
    String shape = dims.stream().map(String::valueOf).collect(Collectors.joining(", "));
    return new Call(
        "%s -> slice(%d, 0, 1) -> expand([N, %s])".formatted(x.text(), axis, shape), dims);
  }

  private static Call upsample(Draw d) {
    double high = d.oneOf(1.0, 2.0, 3.0, 1.5, 0.75, 2.25);
    double wide = d.oneOf(high, 1.0, 2.0, 1.25);
    String mode = d.oneOf("nearest", "bilinear", "bicubic");
    boolean aligned = !mode.equals("nearest") && d.flag();
    return d.image()
        .then(
            "upsample(%s, mode=%s, align_corners=%s)".formatted(pair(high, wide), mode, aligned),
            d.channels(),
            (int) Math.floor(d.height() * high),
            (int) Math.floor(d.width() * wide));
  }

  private static Call resize(Draw d) {
    String method =
        "mode=%s, coordinate_transformation_mode=%s, nearest_mode=%s, exclude_outside=%s, antialias=%s"
            .formatted(
                d.oneOf("nearest", "bilinear", "bicubic"),
                d.oneOf(
                    "half_pixel",
                    "pytorch_half_pixel",
                    "half_pixel_symmetric",
                    "asymmetric",
                    "align_corners"),
                d.oneOf("round_prefer_floor", "round_prefer_ceil", "floor", "ceil"),
                d.flag(),
                d.flag());
    if (d.flag()) {
      int h = d.from(1, 12);
      int w = d.from(1, 12);
      return d.image()
          .then("resize(size=%s, %s)".formatted(pair(h, w), method), d.channels(), h, w);
    }
    double scale = d.oneOf(0.5, 0.7, 1.0, 1.3, 2.0);
    return d.image()
        .then(
            "resize(scale=%s, %s)".formatted(scale, method),
            d.channels(),
            (int) Math.floor(d.height() * scale),
            (int) Math.floor(d.width() * scale));
  }

  private static Call adaptive(Draw d, String operator) {
    int h = d.from(1, 10);
    int w = d.flag() ? d.divisor(d.width()) : d.from(1, 10);
    return d.image().then("%s(%s)".formatted(operator, pair(h, w)), d.channels(), h, w);
  }

  private static Call search(Draw d, String operator) {
    Call x = d.any();
    int axis = d.axis(x);
    boolean keep = x.rank() == 2 || d.flag();
    List<Integer> dims = resized(x, axis, 1);
    if (!keep) {
      dims.remove(axis - 1);
    }
    return new Call(
        "%s -> %s(axis=%s, keep=%s, last=%s) -> cast(f32)"
            .formatted(x.text(), operator, d.written(axis, x), keep, d.flag()),
        dims);
  }

  private static List<Integer> resized(Call x, int axis, int size) {
    return IntStream.range(1, x.rank())
        .map(i -> i == axis ? size : x.dim(i))
        .boxed()
        .collect(Collectors.toCollection(ArrayList::new));
  }
}
