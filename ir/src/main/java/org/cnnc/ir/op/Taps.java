package org.cnnc.ir.op;

import java.util.Arrays;
import java.util.List;
import org.cnnc.ir.tensor.DType;
import org.cnnc.ir.tensor.Tensor;
import org.cnnc.ir.tensor.TensorType;

/**
 * The numbers of a {@link Resample}: for each place of the result along an axis, the elements of
 * the input that it is made of and their weights.
 *
 * @param places i64 {@code [outputs, width]}, each inside the input
 * @param weights f32 of that shape
 */
public record Taps(Tensor places, Tensor weights) {
  /** How a tap's weight falls with its distance, in elements of the input. */
  public enum Filter {
    /** Only the nearest element counts. */
    NEAREST,
    /** {@code 1 - d} up to a distance of 1. */
    LINEAR,
    /** Keys' cubic convolution (1981) up to a distance of 2. */
    CUBIC
  }

  /** Which coordinate of the input a place of the result stands for; ONNX's names. */
  public enum Coordinates {
    HALF_PIXEL,
    /** As {@link #HALF_PIXEL}, but 0 where the result has one element. */
    PYTORCH_HALF_PIXEL,
    /** As {@link #HALF_PIXEL}, centred where the scale does not give a whole number of elements. */
    HALF_PIXEL_SYMMETRIC,
    ASYMMETRIC,
    ALIGN_CORNERS
  }

  /** Which element is the nearest to a coordinate; ONNX's names. */
  public enum Nearest {
    ROUND_PREFER_FLOOR,
    ROUND_PREFER_CEIL,
    FLOOR,
    CEIL
  }

  /**
   * How to resize.
   *
   * @param cubicCoefficient Keys' {@code a}: -0.75 in PyTorch and ONNX, -0.5 elsewhere
   * @param excludeOutside whether taps outside of the input are left out and the others made to add
   *     up to 1, instead of the edge being repeated
   * @param antialias whether the filter is widened by the scale where the result is smaller
   */
  public record Method(
      Filter filter,
      Coordinates coordinates,
      Nearest nearest,
      double cubicCoefficient,
      boolean excludeOutside,
      boolean antialias) {
    /** PyTorch's and ONNX's usual one. */
    public static Method of(Filter filter, Coordinates coordinates) {
      return new Method(filter, coordinates, Nearest.ROUND_PREFER_FLOOR, -0.75, false, false);
    }

    public Method withNearest(Nearest other) {
      return new Method(filter, coordinates, other, cubicCoefficient, excludeOutside, antialias);
    }

    /** How many elements of the input take part in one of the result. */
    public int width(double scale) {
      if (filter == Filter.NEAREST) {
        return 1;
      }
      int width = (int) Math.ceil(2 * support() / stretch(scale));
      // A wide filter has one tap more where it is centred on an element.
      return stretch(scale) < 1 ? Math.addExact(width, 1) : width;
    }

    /** How far the filter reaches, in elements of the input where it is not widened. */
    private double support() {
      return filter == Filter.CUBIC ? 2 : 1;
    }

    /** By how much distances shrink where the filter is widened. */
    private double stretch(double scale) {
      return antialias && scale < 1 ? scale : 1;
    }
  }

  /**
   * The taps of a resize of one axis.
   *
   * @param scale result elements for each input element; usually {@code outputs / inputs}, but what
   *     the user asked for where {@code outputs} was rounded
   * @throws ShapeException where a size or the scale is not positive
   */
  public static Taps of(int inputs, int outputs, double scale, Method method) {
    ShapeException.check(
        inputs > 0 && outputs > 0 && scale > 0 && !Double.isInfinite(scale),
        "resize: from %d to %d elements by %s",
        inputs,
        outputs,
        scale);
    double[] coordinates = new double[outputs];
    Arrays.setAll(coordinates, o -> coordinate(o, inputs, outputs, scale, method.coordinates()));
    return at(coordinates, inputs, scale, method);
  }

  /**
   * The taps of TensorFlow's {@code crop_and_resize} of one axis. Places whose coordinates are
   * outside of the input have weights of 0, all others weights that add up to 1.
   *
   * @param start where the crop begins, 0 being the first element and 1 the last
   * @param end where it ends
   * @param method its coordinates say nothing here
   * @throws ShapeException where a size is not positive
   */
  public static Taps ofCrop(int inputs, int outputs, double start, double end, Method method) {
    ShapeException.check(
        inputs > 0 && outputs > 0 && Double.isFinite(start) && Double.isFinite(end),
        "resize: from %d to %d elements between %s and %s",
        inputs,
        outputs,
        start,
        end);
    double last = inputs - 1.0;
    double[] coordinates = new double[outputs];
    Arrays.setAll(
        coordinates,
        o ->
            outputs == 1
                ? 0.5 * (start + end) * last
                : start * last + o * (end - start) * last / (outputs - 1));
    Taps taps = at(coordinates, inputs, (double) outputs / inputs, method);
    int width = taps.places.type().dim(1);
    return new Taps(
        taps.places,
        Tensor.generate(
            taps.weights.type(),
            i -> {
              double x = coordinates[(int) i / width];
              return x < 0 || x > last ? 0 : taps.weights.floatAt(i);
            }));
  }

  private static Taps at(double[] coordinates, int inputs, double scale, Method method) {
    int outputs = coordinates.length;
    double stretch = method.stretch(scale);
    int width = method.width(scale);
    long[] places = new long[Math.multiplyExact(outputs, width)];
    float[] weights = new float[places.length];
    for (int o = 0; o < outputs; o++) {
      double x = coordinates[o];
      if (method.filter() == Filter.NEAREST) {
        places[o] = Math.clamp(nearest(x, method.nearest()), 0, inputs - 1);
        weights[o] = 1;
      } else {
        long first = (long) Math.floor(x - method.support() / stretch) + 1;
        fill(method, x, first, inputs, stretch, o * width, width, places, weights);
      }
    }
    return of(outputs, width, places, weights);
  }

  /**
   * The taps of PyTorch's adaptive average pooling of one axis: output {@code o} is the mean of the
   * elements from {@code floor(o * inputs / outputs)} to {@code ceil((o + 1) * inputs / outputs)}.
   * A window that is shorter than {@link #widestWindow} repeats its last place, with weight 0.
   */
  public static Taps means(int inputs, int outputs) {
    int width = widestWindow(inputs, outputs);
    long[] places = new long[Math.multiplyExact(outputs, width)];
    float[] weights = new float[places.length];
    for (int o = 0; o < outputs; o++) {
      int start = windowStart(o, inputs, outputs);
      int end = windowEnd(o, inputs, outputs);
      for (int t = 0; t < width; t++) {
        places[o * width + t] = Math.min(start + t, end - 1);
        weights[o * width + t] = start + t < end ? 1f / (end - start) : 0;
      }
    }
    return of(outputs, width, places, weights);
  }

  /** The number of elements of the largest window of {@link #means}. */
  public static int widestWindow(int inputs, int outputs) {
    ShapeException.check(
        inputs > 0 && outputs > 0, "an adaptive pool: from %d to %d elements", inputs, outputs);
    int widest = 0;
    for (int o = 0; o < outputs; o++) {
      widest = Math.max(widest, windowEnd(o, inputs, outputs) - windowStart(o, inputs, outputs));
    }
    return widest;
  }

  private static int windowStart(int o, int inputs, int outputs) {
    return (int) ((long) o * inputs / outputs);
  }

  private static int windowEnd(int o, int inputs, int outputs) {
    return (int) Math.ceilDiv((o + 1L) * inputs, (long) outputs);
  }

  private static Taps of(int outputs, int width, long[] places, float[] weights) {
    List<Integer> shape = List.of(outputs, width);
    return new Taps(
        Tensor.ofLongs(new TensorType(DType.I64, shape), places),
        Tensor.ofFloats(new TensorType(DType.F32, shape), weights));
  }

  private static void fill(
      Method method,
      double x,
      long first,
      int inputs,
      double stretch,
      int at,
      int width,
      long[] places,
      float[] weights) {
    double[] exact = new double[width];
    double sum = 0;
    for (int t = 0; t < width; t++) {
      long place = first + t;
      boolean outside = place < 0 || place >= inputs;
      boolean counts = !(outside && method.excludeOutside());
      exact[t] = counts ? weight(method, (place - x) * stretch) : 0;
      sum += exact[t];
      places[at + t] = Math.clamp(place, 0, inputs - 1);
    }
    boolean normalized = method.excludeOutside() || stretch < 1;
    for (int t = 0; t < width; t++) {
      weights[at + t] = (float) (normalized ? exact[t] / sum : exact[t]);
    }
  }

  private static double coordinate(
      int o, int inputs, int outputs, double scale, Coordinates coordinates) {
    return switch (coordinates) {
      case HALF_PIXEL -> (o + 0.5) / scale - 0.5;
      case PYTORCH_HALF_PIXEL -> outputs == 1 ? 0 : (o + 0.5) / scale - 0.5;
      case HALF_PIXEL_SYMMETRIC -> {
        double adjustment = outputs / (scale * inputs);
        yield inputs / 2.0 * (1 - adjustment) + (o + 0.5) / scale - 0.5;
      }
      case ASYMMETRIC -> o / scale;
      case ALIGN_CORNERS -> outputs == 1 ? 0 : o * (inputs - 1.0) / (outputs - 1);
    };
  }

  private static long nearest(double x, Nearest nearest) {
    return (long)
        switch (nearest) {
          case ROUND_PREFER_FLOOR -> Math.ceil(x - 0.5);
          case ROUND_PREFER_CEIL -> Math.floor(x + 0.5);
          case FLOOR -> Math.floor(x);
          case CEIL -> Math.ceil(x);
        };
  }

  private static double weight(Method method, double distance) {
    double d = Math.abs(distance);
    double a = method.cubicCoefficient();
    return switch (method.filter()) {
      case NEAREST -> d == 0 ? 1 : 0;
      case LINEAR -> Math.max(0, 1 - d);
      case CUBIC ->
          d <= 1
              ? ((a + 2) * d - (a + 3)) * d * d + 1
              : d < 2 ? ((a * d - 5 * a) * d + 8 * a) * d - 4 * a : 0;
    };
  }
}
