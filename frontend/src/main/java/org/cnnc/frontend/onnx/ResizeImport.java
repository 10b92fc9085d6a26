package org.cnnc.frontend.onnx;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.cnnc.ir.UnsupportedException;
import org.cnnc.ir.op.Resample;
import org.cnnc.ir.op.Taps;
import org.cnnc.ir.op.Where;
import org.cnnc.ir.tensor.DType;
import org.cnnc.ir.tensor.Tensor;
import org.cnnc.ir.tensor.TensorType;
import org.cnnc.ir.tensor.Value;

/** Resize, of any version, as one resampling for each axis whose size changes. */
final class ResizeImport {
  private static final long SIZES_BY_INPUT = 11;

  /** The numbers along one axis; more would be a larger file than any image. */
  private static final int MAX_TAPS = 1 << 24;

  private final NodeInput node;

  ResizeImport(NodeInput node) {
    this.node = node;
  }

  Value resize() {
    TensorType x = node.type(0);
    List<Integer> axes =
        node.list("axes")
            .map(given -> given.stream().map(a -> NodeInput.axis(a, x.rank())).toList())
            .orElseGet(() -> IntStream.range(0, x.rank()).boxed().toList());
    List<Long> sizes = node.has(3) ? node.integers(3) : List.of();
    List<Double> scales = sizes.isEmpty() ? scales() : scalesOf(sizes, axes);
    if (scales.size() != axes.size()) {
      throw new OnnxException("%d scales for %d axes".formatted(scales.size(), axes.size()));
    }
    boolean keepsAspect = !node.text("keep_aspect_ratio_policy", "stretch").equals("stretch");
    Taps.Method method = method();
    List<Double> crop = crops() ? numbers(1) : List.of();
    if (crops() && crop.size() != 2 * axes.size()) {
      throw new OnnxException("%d ends of crops for %d axes".formatted(crop.size(), axes.size()));
    }
    List<Value> inside = new ArrayList<>();
    Value y = node.in(0);
    for (int i = 0; i < axes.size(); i++) {
      int axis = axes.get(i);
      int extent = x.dim(axis);
      double scale = scales.get(i);
      if (extent == TensorType.BATCH) {
        if (scale != 1) {
          throw new UnsupportedException("it resizes the batch");
        }
        continue;
      }
      int outputs = outputs(sizes, i, extent, scale, keepsAspect);
      if (outputs > MAX_TAPS || outputs * (long) method.width(scale) > MAX_TAPS) {
        throw new UnsupportedException("it resizes an axis of %d by %s".formatted(extent, scale));
      }
      if (crops()) {
        Taps taps = Taps.ofCrop(extent, outputs, crop.get(i), crop.get(axes.size() + i), method);
        inside.add(inside(taps, x.rank() - axis));
        y = resampled(y, taps, axis);
      } else if (outputs != extent || scale != 1) {
        y = resampled(y, Taps.of(extent, outputs, scale, method), axis);
      }
    }
    // All at the end, so that what stands for the outside is not resampled itself.
    for (Value places : inside) {
      y = node.add(new Where(places, y, node.filled(node.real("extrapolation_value", 0))));
    }
    return y;
  }

  private boolean crops() {
    return node.text("coordinate_transformation_mode", "").equals("tf_crop_and_resize");
  }

  private Value resampled(Value x, Taps taps, int axis) {
    Value places = node.constant(taps.places());
    return node.add(new Resample(x, places, node.constant(taps.weights()), axis));
  }

  /** Which places along the first of {@code rank} axes are made of the input's elements. */
  private Value inside(Taps taps, int rank) {
    List<Integer> dims = new ArrayList<>(Collections.nCopies(rank, 1));
    dims.set(0, taps.weights().type().dim(0));
    int width = taps.weights().type().dim(1);
    return node.constant(
        Tensor.generate(
            new TensorType(DType.BOOL, dims),
            o ->
                IntStream.range(0, width).anyMatch(t -> taps.weights().floatAt(o * width + t) != 0)
                    ? 1
                    : 0));
  }

  private static int outputs(
      List<Long> sizes, int i, int extent, double scale, boolean keepsAspect) {
    if (sizes.isEmpty()) {
      return (int) Math.floor(extent * scale);
    }
    return keepsAspect ? (int) Math.floor(extent * scale + 0.5) : NodeInput.size(sizes.get(i));
  }

  private List<Double> scales() {
    int input = node.opset() >= SIZES_BY_INPUT ? 2 : 1;
    if (node.opset() < 9 || !node.has(input)) {
      return node.reals("scales")
          .orElseThrow(() -> new OnnxException("it has neither scales nor sizes"));
    }
    return numbers(input);
  }

  private List<Double> numbers(int input) {
    Tensor given = node.constant(input);
    return LongStream.range(0, given.type().elements()).mapToObj(given::doubleAt).toList();
  }

  private List<Double> scalesOf(List<Long> sizes, List<Integer> axes) {
    if (sizes.size() != axes.size()) {
      throw new OnnxException("%d sizes for %d axes".formatted(sizes.size(), axes.size()));
    }
    List<Double> each = new ArrayList<>();
    for (int i = 0; i < axes.size(); i++) {
      int extent = node.type(0).dim(axes.get(i));
      boolean batch = extent == TensorType.BATCH && sizes.get(i) == NodeInput.BATCH_MARK;
      each.add(batch ? 1 : (double) sizes.get(i) / extent);
    }
    return switch (node.text("keep_aspect_ratio_policy", "stretch")) {
      case "stretch" -> each;
      case "not_larger" -> same(each, each.stream().mapToDouble(s -> s).min().orElse(1));
      case "not_smaller" -> same(each, each.stream().mapToDouble(s -> s).max().orElse(1));
      case String other -> throw new OnnxException("its aspect ratio policy is " + other);
    };
  }

  private static List<Double> same(List<Double> scales, double scale) {
    return scales.stream().map(s -> scale).toList();
  }

  private Taps.Method method() {
    String mode = node.text("mode", "nearest");
    Taps.Filter filter =
        switch (mode) {
          case "nearest" -> Taps.Filter.NEAREST;
          case "linear", "bilinear" -> Taps.Filter.LINEAR;
          case "cubic" -> Taps.Filter.CUBIC;
          default -> throw new UnsupportedException("its mode is " + mode);
        };
    // Before opset 11 there was one way.
    String old = node.opset() >= SIZES_BY_INPUT ? "half_pixel" : "asymmetric";
    String coordinates = node.text("coordinate_transformation_mode", old);
    return new Taps.Method(
        filter,
        coordinates(coordinates),
        node.opset() >= SIZES_BY_INPUT ? nearest() : Taps.Nearest.FLOOR,
        node.real("cubic_coeff_a", -0.75f),
        node.integer("exclude_outside", 0) != 0,
        node.integer("antialias", 0) != 0);
  }

  private static Taps.Coordinates coordinates(String name) {
    return switch (name) {
      case "half_pixel" -> Taps.Coordinates.HALF_PIXEL;
      case "pytorch_half_pixel" -> Taps.Coordinates.PYTORCH_HALF_PIXEL;
      case "half_pixel_symmetric" -> Taps.Coordinates.HALF_PIXEL_SYMMETRIC;
      case "asymmetric" -> Taps.Coordinates.ASYMMETRIC;
      // Its coordinates are those of the crop.
      case "tf_crop_and_resize" -> Taps.Coordinates.ASYMMETRIC;
      case "align_corners" -> Taps.Coordinates.ALIGN_CORNERS;
      default -> throw new UnsupportedException("its coordinates are " + name);
    };
  }

  private Taps.Nearest nearest() {
    return switch (node.text("nearest_mode", "round_prefer_floor")) {
      case "round_prefer_floor" -> Taps.Nearest.ROUND_PREFER_FLOOR;
      case "round_prefer_ceil" -> Taps.Nearest.ROUND_PREFER_CEIL;
      case "floor" -> Taps.Nearest.FLOOR;
      case "ceil" -> Taps.Nearest.CEIL;
      case String other -> throw new UnsupportedException("its nearest mode is " + other);
    };
  }
}
