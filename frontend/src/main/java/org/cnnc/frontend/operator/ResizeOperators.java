package org.cnnc.frontend.operator;

import java.util.List;
import java.util.Map;
import org.cnnc.frontend.diagnostic.Code;
import org.cnnc.frontend.known.Known;
import org.cnnc.frontend.operator.OperatorCall.Pair;
import org.cnnc.ir.op.Expand;
import org.cnnc.ir.op.Resample;
import org.cnnc.ir.op.Reshape;
import org.cnnc.ir.op.Taps;
import org.cnnc.ir.tensor.TensorType;
import org.cnnc.ir.tensor.Value;

/**
 * Operators that give images another height and width: PyTorch's {@code Upsample} and ONNX's {@code
 * Resize}. Each axis is a weighted sum of few elements, {@link Resample}, whose weights are known
 * when the model is compiled.
 */
final class ResizeOperators {
  private static final Formal X = Formal.required("x");
  private static final Formal MODE = Formal.of("mode", "nearest", "interpolation");

  /** PyTorch's words, of which ONNX leaves out that there are two axes. */
  private static final Map<String, Taps.Filter> FILTERS =
      Map.of(
          "nearest", Taps.Filter.NEAREST,
          "bilinear", Taps.Filter.LINEAR,
          "bicubic", Taps.Filter.CUBIC);

  private static final List<String> MODES = List.of("nearest", "bilinear", "bicubic");

  static final List<Operator> ALL =
      List.of(
          new Operator(
              "upsample",
              List.of(
                  X,
                  Formal.required("scale", "scale_factor", "scales"),
                  MODE,
                  Formal.of("align_corners", false)),
              ResizeOperators::upsample),
          new Operator(
              "resize",
              List.of(
                  X,
                  Formal.optional("size", "sizes", "output_size"),
                  Formal.optional("scale", "scales", "scale_factor"),
                  MODE,
                  Formal.of("coordinate_transformation_mode", "half_pixel", "coordinates"),
                  Formal.of("nearest_mode", "round_prefer_floor"),
                  Formal.of("cubic_coeff_a", -0.75),
                  Formal.of("exclude_outside", false),
                  Formal.of("antialias", false)),
              ResizeOperators::resize),
          new Operator(
              "resample",
              List.of(
                  X,
                  Formal.required("places"),
                  Formal.required("weights"),
                  Formal.required("axis", "dim")),
              ResizeOperators::resample));

  private ResizeOperators() {}

  /** Output elements for each input element, along height and width. */
  private record Scale(double height, double width) {}

  private static Known upsample(OperatorCall call) {
    TensorType x = Windows.image(call);
    Taps.Filter filter = filter(call);
    boolean alignCorners = call.flag("align_corners");
    if (alignCorners && filter == Taps.Filter.NEAREST) {
      throw call.refuse(
          Code.INVALID_ARGUMENT,
          "align_corners",
          "`align_corners` is for the modes bilinear and bicubic");
    }
    Scale scale = scale(call);
    if (filter == Taps.Filter.NEAREST
        && scale.height() == Math.rint(scale.height())
        && scale.width() == Math.rint(scale.width())) {
      return repeated(call, x, (int) scale.height(), (int) scale.width());
    }
    Taps.Method method =
        filter == Taps.Filter.NEAREST
            ? Taps.Method.of(filter, Taps.Coordinates.ASYMMETRIC).withNearest(Taps.Nearest.FLOOR)
            : Taps.Method.of(
                filter,
                alignCorners ? Taps.Coordinates.ALIGN_CORNERS : Taps.Coordinates.HALF_PIXEL);
    return resampled(call, scaledSize(call, x, scale), scale, method);
  }

  /** Each element repeated: a reshape around an expand, which copies and multiplies nothing. */
  private static Known repeated(OperatorCall call, TensorType x, int high, int wide) {
    int n = x.dim(0);
    int c = x.dim(1);
    int h = x.dim(2);
    int w = x.dim(3);
    Value apart = call.add(new Reshape(call.tensor("x"), List.of(n, c, h, 1, w, 1)));
    Value copies = call.add(new Expand(apart, List.of(n, c, h, high, w, wide)));
    return call.result(
        new Reshape(
            copies, List.of(n, c, Math.multiplyExact(h, high), Math.multiplyExact(w, wide))));
  }

  private static Known resize(OperatorCall call) {
    TensorType x = Windows.image(call);
    if (call.has("size") == call.has("scale")) {
      throw call.refuse(
          Code.MISSING_ARGUMENT, "needs either the new `size` or the `scale` by which it changes");
    }
    Taps.Method method =
        new Taps.Method(
            filter(call),
            call.choice("coordinate_transformation_mode", Taps.Coordinates.class),
            call.choice("nearest_mode", Taps.Nearest.class),
            call.real("cubic_coeff_a"),
            call.flag("exclude_outside"),
            call.flag("antialias"));
    if (call.has("scale")) {
      Scale scale = scale(call);
      return resampled(call, scaledSize(call, x, scale), scale, method);
    }
    Pair size = call.positivePair("size");
    Scale scale = new Scale((double) size.height() / x.dim(2), (double) size.width() / x.dim(3));
    return resampled(call, size, scale, method);
  }

  /**
   * Weighted sums along an axis: element {@code i} is the sum over {@code j} of {@code weights[i,
   * j]} times the input's element {@code places[i, j]}.
   */
  private static Known resample(OperatorCall call) {
    Value x = call.tensor("x");
    return call.result(
        new Resample(
            x, call.tensor("places"), call.tensor("weights"), call.axis("axis", x.type())));
  }

  private static Taps.Filter filter(OperatorCall call) {
    return FILTERS.get(call.choice("mode", MODES));
  }

  private static Scale scale(OperatorCall call) {
    List<Double> both = call.reals("scale");
    if (both.size() > 2) {
      throw call.refuse(
          Code.INVALID_ARGUMENT, "scale", "`scale` is a number or a pair (height, width)");
    }
    Scale scale = new Scale(both.getFirst(), both.getLast());
    if (!(scale.height() > 0 && scale.width() > 0)) {
      throw call.refuse(
          Code.INVALID_ARGUMENT, "scale", "`scale` must be positive, got " + call.text("scale"));
    }
    return scale;
  }

  /** A size is rounded down, as PyTorch and ONNX do. */
  private static Pair scaledSize(OperatorCall call, TensorType x, Scale scale) {
    double h = Math.floor(x.dim(2) * scale.height());
    double w = Math.floor(x.dim(3) * scale.width());
    if (h < 1 || w < 1 || Math.max(h, w) > Integer.MAX_VALUE) {
      throw call.refuse(
          Code.SHAPE_MISMATCH,
          "scale",
          "an image of %dx%d scaled by %s would be %.0fx%.0f"
              .formatted(x.dim(2), x.dim(3), call.text("scale"), h, w));
    }
    return new Pair((int) h, (int) w);
  }

  private static Known resampled(OperatorCall call, Pair size, Scale scale, Taps.Method method) {
    Value x = call.tensor("x");
    Value rows = resampled(call, x, 2, size.height(), scale.height(), method);
    return new Known.Tensor(resampled(call, rows, 3, size.width(), scale.width(), method));
  }

  private static Value resampled(
      OperatorCall call, Value x, int axis, int outputs, double scale, Taps.Method method) {
    int inputs = x.type().dim(axis);
    if (outputs == inputs && scale == 1) {
      return x;
    }
    // Places and weights.
    call.reserveConstant(2L * outputs * method.width(scale));
    return resampled(call, x, axis, Taps.of(inputs, outputs, scale, method));
  }

  /** One axis resampled by taps for which there is room. */
  static Value resampled(OperatorCall call, Value x, int axis, Taps taps) {
    return call.add(
        new Resample(x, call.constant(taps.places()), call.constant(taps.weights()), axis));
  }
}
