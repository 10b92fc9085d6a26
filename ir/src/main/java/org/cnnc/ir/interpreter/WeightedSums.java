package org.cnnc.ir.interpreter;

import java.util.stream.IntStream;
import org.cnnc.ir.op.Conv2d;
import org.cnnc.ir.op.ConvTranspose2d;
import org.cnnc.ir.op.Linear;
import org.cnnc.ir.op.LocallyConnected2d;
import org.cnnc.ir.op.Resample;
import org.cnnc.ir.op.Window;
import org.cnnc.ir.tensor.TensorType;

/**
 * The sums of products of input and weight that convolutions and linear layers are, without their
 * bias. They are given as runs of products, so that values and error bounds can be summed alike.
 */
final class WeightedSums {
  /** Adds a run of products. */
  @FunctionalInterface
  interface Run {
    /**
     * {@code y[y + i*yStep] += x[x + i*xStep] * w[w + i*wStep]} for each {@code i < count}, the
     * positions being row-major.
     */
    void add(int count, int y, int yStep, int x, int xStep, int w, int wStep);
  }

  private WeightedSums() {}

  /** The products of {@link Conv2d}; runs of one image and output channel are of one thread. */
  static void conv2d(Conv2d op, TensorType x, TensorType w, TensorType y, Run run) {
    int perGroup = y.dim(1) / op.groups();
    forEachPlane(
        y,
        (n, oc) -> {
          for (int ic = 0; ic < w.dim(1); ic++) {
            int xPlane = n * x.dim(1) + oc / perGroup * w.dim(1) + ic;
            int wPlane = oc * w.dim(1) + ic;
            plane(op.window(), x, xPlane, w, wPlane, y, n * y.dim(1) + oc, run);
          }
        });
  }

  /**
   * A plane of an image, which a kernel walks over, with a plane of what has an element for each
   * place of the kernel: a run is a row of those places for one weight.
   *
   * @param run takes the places, the elements of the image, and the weight
   */
  private static void plane(
      Window win,
      TensorType image,
      int imagePlane,
      TensorType w,
      int wPlane,
      TensorType places,
      int placesPlane,
      Run run) {
    for (int kh = 0; kh < w.dim(2); kh++) {
      for (int kw = 0; kw < w.dim(3); kw++) {
        int left = kw * win.dilationW() - win.padLeft();
        int from = Math.max(0, Math.ceilDiv(-left, win.strideW()));
        int to = Math.min(places.dim(3), Math.floorDiv(image.dim(3) - 1 - left, win.strideW()) + 1);
        for (int row = 0; row < places.dim(2); row++) {
          int ih = row * win.strideH() - win.padTop() + kh * win.dilationH();
          if (ih >= 0 && ih < image.dim(2) && from < to) {
            run.add(
                to - from,
                (placesPlane * places.dim(2) + row) * places.dim(3) + from,
                1,
                (imagePlane * image.dim(2) + ih) * image.dim(3) + from * win.strideW() + left,
                win.strideW(),
                (wPlane * w.dim(2) + kh) * w.dim(3) + kw,
                0);
          }
        }
      }
    }
  }

  /** The products of {@link ConvTranspose2d}: every input element adds a kernel to the output. */
  static void convTranspose2d(
      ConvTranspose2d op, TensorType x, TensorType w, TensorType y, Run run) {
    int outPerGroup = w.dim(1);
    int inPerGroup = x.dim(1) / op.groups();
    forEachPlane(
        y,
        (n, oc) -> {
          for (int i = 0; i < inPerGroup; i++) {
            int ic = oc / outPerGroup * inPerGroup + i;
            int wPlane = ic * outPerGroup + oc % outPerGroup;
            int xPlane = n * x.dim(1) + ic;
            // The kernel walks over the output, a place for each element of the input.
            Run swapped =
                (count, xAt, xStep, yAt, yStep, wAt, wStep) ->
                    run.add(count, yAt, yStep, xAt, xStep, wAt, wStep);
            plane(op.window(), y, n * y.dim(1) + oc, w, wPlane, x, xPlane, swapped);
          }
        });
  }

  /** The products of {@link Linear}: a run is a whole sum. */
  static void linear(TensorType x, TensorType w, Run run) {
    int in = w.dim(1);
    int out = w.dim(0);
    int rows = Math.toIntExact(x.elements() / Math.max(1, in));
    IntStream.range(0, rows * out)
        .parallel()
        .forEach(i -> run.add(in, i, 0, i / out * in, 1, i % out * in, 1));
  }

  /** The products of {@link org.cnnc.ir.op.MatMul}: a run is a whole sum. */
  static void matMul(NdArray a, NdArray b, TensorType y, Run run) {
    int rank = y.rank();
    int columns = y.dim(rank - 1);
    int terms = a.type().dims().getLast();
    // A run walks along the axis that the result does not have.
    int[] aStrides = a.stridesAs(y.dims());
    int[] bStrides = b.stridesAs(y.dims());
    aStrides[rank - 1] = 0;
    bStrides[rank - 2] = 0;
    Points.forEach(
        y.dims(),
        (index, position) ->
            run.add(
                terms,
                position,
                0,
                Points.position(index, aStrides),
                1,
                Points.position(index, bStrides),
                columns));
  }

  /** The products of {@link LocallyConnected2d}: each is a run. */
  static void locallyConnected2d(
      LocallyConnected2d op, TensorType x, TensorType w, TensorType y, Run run) {
    Window win = op.window();
    int[] xStrides = NdArray.strides(x.dims());
    int[] wStrides = NdArray.strides(w.dims());
    Points.forEach(
        y.dims(),
        (index, position) -> {
          int place = index[2] * wStrides[0] + index[3] * wStrides[1] + index[1] * wStrides[2];
          Points.forEach(
              w.dims().subList(3, 6),
              (tap, number) -> {
                int ih = index[2] * win.strideH() - win.padTop() + tap[1] * win.dilationH();
                int iw = index[3] * win.strideW() - win.padLeft() + tap[2] * win.dilationW();
                if (ih >= 0 && ih < x.dim(2) && iw >= 0 && iw < x.dim(3)) {
                  int at = Points.position(new int[] {index[0], tap[0], ih, iw}, xStrides);
                  run.add(1, position, 0, at, 0, place + number, 0);
                }
              });
        });
  }

  /** The products of {@link Resample}: a run is the elements of one place along the axis. */
  static void resample(Resample op, TensorType x, NdArray taps, TensorType y, Run run) {
    int axis = op.axis();
    int inner = NdArray.strides(x.dims())[axis];
    int outer = x.dims().subList(0, axis).stream().reduce(1, Math::multiplyExact);
    int width = taps.type().dim(1);
    for (int block = 0; block < outer; block++) {
      for (int i = 0; i < taps.data().length; i++) {
        int from = Selection.inside(taps.at(i), x.dim(axis));
        int yAt = (block * y.dim(axis) + i / width) * inner;
        run.add(inner, yAt, 1, (block * x.dim(axis) + from) * inner, 1, i, 0);
      }
    }
  }

  @FunctionalInterface
  private interface PlaneAction {
    void at(int n, int channel);
  }

  /** In parallel: planes of the output are independent. */
  private static void forEachPlane(TensorType y, PlaneAction action) {
    int channels = y.dim(1);
    IntStream.range(0, y.dim(0) * channels)
        .parallel()
        .forEach(i -> action.at(i / channels, i % channels));
  }
}
