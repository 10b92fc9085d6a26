package org.cnnc.ir.op;

import java.util.Optional;
import org.cnnc.ir.tensor.TensorType;

/**
 * Winograd's algorithm F(4x4, 3x3): a tile of 4x4 outputs of a 3x3 convolution from 6x6 inputs with
 * 36 multiplications a channel instead of 144.
 *
 * {@snippet lang=text :
 * y = A' (sum over ic of (G g G') * (B' d B)) A        (' transposes, * is by element)
 * }
 *
 * <p>The matrices are those of Toom and Cook for the points 0, infinity, a, -a, b and -b: row
 * {@code p} of B' holds the coefficients of the product of {@code x - q} over the other finite
 * points {@code q}, row {@code p} of G is {@code [1, p, p^2]}, and row {@code i} of A' is {@code
 * p^i} divided by that product's value at {@code p}. The division could be in G as well, which is
 * where one finds it; but weights are transformed while a model runs, and so all of G and B' is
 * exact in single precision, and the few products of the sums take the rounding of a factor.
 *
 * <p>A tile at the edge of an image, of fewer outputs, takes only the first points, as many as
 * outputs plus two: so its products are some of the 36, of the same transformed weights.
 *
 * <p>The points decide how large the intermediate numbers are, and so the rounding errors: a = 5/8
 * and b = 3/2 halve those of the textbook's 1 and 2 (docs/KERNELS.md has the measurements).
 *
 * <p>Source: Lavin and Gray, Fast Algorithms for Convolutional Neural Networks, 2015; the points
 * are those of oneDNN's former f32 kernels.
 */
public final class Winograd {
  /** The outputs of a tile in each direction. */
  public static final int TILE = 4;

  /** The inputs of a tile in each direction. */
  public static final int INPUT = 6;

  /** The products of a tile and a channel. */
  public static final int PRODUCTS = INPUT * INPUT;

  /** The weights of a pair of channels in each direction. */
  public static final int KERNEL = 3;

  /** The points a and b. */
  public static final double A = 0.625;

  public static final double B = 1.5;

  /** Fewer channels do not pay for the transforms, whatever the machine. */
  private static final int MIN_CHANNELS = 32;

  private static final double[] POINTS = {0, Double.POSITIVE_INFINITY, A, -A, B, -B};

  /** The number of the point infinity, of which any tile has use. */
  private static final int INFINITY = 1;

  private Winograd() {}

  /** Whether a compiler may compute a convolution in this way. */
  public static boolean fits(Conv2d conv) {
    return obstacle(conv).isEmpty();
  }

  /** Why no compiler may compute a convolution in this way, a clause; empty where one may. */
  public static Optional<String> obstacle(Conv2d conv) {
    TensorType w = conv.weight().type();
    Window win = conv.window();
    if (w.dim(2) != KERNEL || w.dim(3) != KERNEL) {
      return Optional.of("the kernel is %dx%d, not 3x3".formatted(w.dim(2), w.dim(3)));
    }
    if (conv.groups() != 1) {
      return Optional.of("there are %d groups".formatted(conv.groups()));
    }
    if (win.strideH() != 1 || win.strideW() != 1) {
      return Optional.of("the stride is %dx%d, not 1".formatted(win.strideH(), win.strideW()));
    }
    if (win.dilationH() != 1 || win.dilationW() != 1) {
      return Optional.of(
          "the dilation is %dx%d, not 1".formatted(win.dilationH(), win.dilationW()));
    }
    return w.dim(0) < MIN_CHANNELS || w.dim(1) < MIN_CHANNELS
        ? Optional.of("%d to %d channels are too few".formatted(w.dim(1), w.dim(0)))
        : Optional.empty();
  }

  /** The points, and the inputs in each direction, of a tile with so many outputs in it. */
  public static int points(int outputs) {
    return outputs + KERNEL - 1;
  }

  /** A', for 4 outputs 4x6: sums the products of a tile up to outputs. */
  public static double[][] outputMatrix(int outputs) {
    double[][] matrix = new double[outputs][points(outputs)];
    for (int p = 0; p < points(outputs); p++) {
      for (int i = 0; i < outputs && p != INFINITY; i++) {
        matrix[i][p] = Math.pow(POINTS[p], i) * factor(p, outputs);
      }
    }
    matrix[outputs - 1][INFINITY] = 1;
    return matrix;
  }

  /** B', for 4 outputs 6x6: transforms the inputs of a tile. */
  public static double[][] inputMatrix(int outputs) {
    double[][] matrix = new double[points(outputs)][];
    for (int p = 0; p < matrix.length; p++) {
      matrix[p] = productWithout(p, matrix.length);
    }
    return matrix;
  }

  /** G, 6x3: transforms the weights of a pair of channels. */
  public static double[][] weightMatrix() {
    double[][] matrix = new double[INPUT][KERNEL];
    for (int p = 0; p < POINTS.length; p++) {
      for (int i = 0; i < KERNEL && p != INFINITY; i++) {
        matrix[p][i] = Math.pow(POINTS[p], i);
      }
    }
    matrix[INFINITY][KERNEL - 1] = 1;
    return matrix;
  }

  /**
   * One over the product of {@code p - q} over the finite points {@code q} but for p itself, of the
   * points of a tile of so many outputs.
   */
  public static double factor(int point, int outputs) {
    double product = 1;
    for (int q = 0; q < points(outputs); q++) {
      product *= q == point || q == INFINITY ? 1 : POINTS[point] - POINTS[q];
    }
    return 1 / product;
  }

  /**
   * The coefficients of the product of {@code x - q} over the finite points of the first few, but
   * for one.
   */
  private static double[] productWithout(int point, int points) {
    double[] product = new double[points];
    product[0] = 1;
    for (int q = 0; q < points; q++) {
      if (q != point && q != INFINITY) {
        for (int i = points - 1; i >= 0; i--) {
          product[i] = (i == 0 ? 0 : product[i - 1]) - POINTS[q] * product[i];
        }
      }
    }
    return product;
  }
}
