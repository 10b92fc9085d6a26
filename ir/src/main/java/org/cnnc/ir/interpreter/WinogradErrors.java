package org.cnnc.ir.interpreter;

import java.util.List;
import java.util.stream.IntStream;
import org.cnnc.ir.op.Conv2d;
import org.cnnc.ir.op.Winograd;
import org.cnnc.ir.tensor.TensorType;

/**
 * The rounding errors of a convolution by {@link Winograd}'s algorithm in single precision, beside
 * what its operands bring along. With {@code u = 2^-24}, to first order:
 *
 * <ul>
 *   <li>Nothing exceeds {@code k u |A'| (sum over ic of (|G| |g| |G'|) * (|B'| |d| |B|)) |A|},
 *       where {@code k} counts the roundings on the way of a term: 2 in each direction of the
 *       weight's transform, 3 of the input's, IC of the sum, 5 in each direction of the output's
 *       transform, 1 of the bias.
 *   <li>Independent roundings add up as squares do. Those of the inputs are of the size of {@code
 *       d}'s terms, the square root of {@code B'^2 d^2 B^2}; those of the weights alike; those of a
 *       sum of the size of its partial sums, whose squares are at most those of the products' norm
 *       and of the whole sum together.
 * </ul>
 *
 * <p>A tile that reaches beyond the output may be computed as a whole, or as one of fewer outputs:
 * the larger errors count.
 */
final class WinogradErrors {
  private static final int INPUT_ROUNDINGS = 6;
  private static final int WEIGHT_ROUNDINGS = 4;
  private static final int OUTPUT_ROUNDINGS = 11;

  private final Conv2d conv;
  private final NdArray x;
  private final TensorType y;
  private final int ics;
  private final int ocs;
  private final double[][] g = Winograd.weightMatrix();

  /** The transformed weights: {@code [36][OC * IC]}. */
  private final float[][] u;

  /** {@code |G| |g| |G'|}. */
  private final float[][] most;

  /** {@code G^2 g^2 G'^2}. */
  private final float[][] squares;

  private final double[] certain;
  private final double[] likely;

  private WinogradErrors(Conv2d conv, NdArray x, NdArray weight, TensorType y) {
    this.conv = conv;
    this.x = x;
    this.y = y;
    this.ics = weight.type().dim(1);
    this.ocs = weight.type().dim(0);
    this.u = new float[Winograd.PRODUCTS][ocs * ics];
    this.most = new float[Winograd.PRODUCTS][ocs * ics];
    this.squares = new float[Winograd.PRODUCTS][ocs * ics];
    IntStream.range(0, ocs * ics).parallel().forEach(pair -> transform(weight, pair));
    this.certain = new double[Math.toIntExact(y.elements())];
    this.likely = new double[certain.length];
  }

  private void transform(NdArray weight, int pair) {
    int taps = Winograd.KERNEL * Winograd.KERNEL;
    for (int e = 0; e < u.length; e++) {
      double value = 0;
      double magnitude = 0;
      double square = 0;
      for (int i = 0; i < taps; i++) {
        double term =
            g[e / Winograd.INPUT][i / Winograd.KERNEL]
                * weight.at(pair * taps + i)
                * g[e % Winograd.INPUT][i % Winograd.KERNEL];
        value += term;
        magnitude += Math.abs(term);
        square += term * term;
      }
      u[e][pair] = (float) value;
      most[e][pair] = (float) magnitude;
      squares[e][pair] = (float) square;
    }
  }

  /** The result of direct convolution with the errors of Winograd's algorithm added. */
  static BoundedArray added(BoundedArray result, Conv2d conv, NdArray x, NdArray weight) {
    TensorType y = result.value().type();
    WinogradErrors errors = new WinogradErrors(conv, x, weight, y);
    int rows = Math.ceilDiv(y.dim(2), Winograd.TILE);
    IntStream.range(0, y.dim(0) * rows)
        .parallel()
        .forEach(i -> errors.rowOfTiles(i / rows, i % rows * Winograd.TILE));
    return result.rounded(new NdArray(y, errors.certain), new NdArray(y, errors.likely));
  }

  private void rowOfTiles(int n, int top) {
    for (int left = 0; left < y.dim(3); left += Winograd.TILE) {
      for (int rows : outputs(y.dim(2) - top)) {
        for (int columns : outputs(y.dim(3) - left)) {
          Tile tile = new Tile(rows, columns);
          tile.read(n, top, left);
          for (int oc = 0; oc < ocs; oc++) {
            tile.multiply(oc);
            tile.write(n, oc, top, left);
          }
        }
      }
    }
  }

  /** The outputs that a tile may have in one direction, of which so many are left. */
  private static List<Integer> outputs(int left) {
    return left < Winograd.TILE ? List.of(left, Winograd.TILE) : List.of(Winograd.TILE);
  }

  /** A tile on its way, each array by product and channel, or by product. */
  private final class Tile {
    private final double[][] aRows;
    private final double[][] aColumns;
    private final double[][] bRows;
    private final double[][] bColumns;

    /** {@code B' d B}. */
    private final double[][] v = new double[Winograd.PRODUCTS][ics];

    /** {@code |B'| |d| |B|}. */
    private final double[][] mostInput = new double[Winograd.PRODUCTS][ics];

    /**
     * The squares of the errors of an input and of its product's place in the sum, over the square
     * of the weight.
     */
    private final double[][] inputSquares = new double[Winograd.PRODUCTS][ics];

    private final double[] sums = new double[Winograd.PRODUCTS];
    private final double[] mostSums = new double[Winograd.PRODUCTS];
    private final double[] squareSums = new double[Winograd.PRODUCTS];

    Tile(int rows, int columns) {
      this.aRows = Winograd.outputMatrix(rows);
      this.aColumns = Winograd.outputMatrix(columns);
      this.bRows = Winograd.inputMatrix(rows);
      this.bColumns = Winograd.inputMatrix(columns);
    }

    /** Whether a product is one of the tile's. */
    private boolean has(int e) {
      return e / Winograd.INPUT < bRows.length && e % Winograd.INPUT < bColumns.length;
    }

    void read(int n, int top, int left) {
      double[] d = new double[Winograd.PRODUCTS];
      double roundings = WeightedSumErrors.likely(ics);
      for (int ic = 0; ic < ics; ic++) {
        for (int i = 0; i < d.length; i++) {
          d[i] = pixel(n, ic, top + i / Winograd.INPUT, left + i % Winograd.INPUT);
        }
        for (int e = 0; e < d.length; e++) {
          double value = 0;
          double magnitude = 0;
          double square = 0;
          for (int i = 0; i < d.length; i++) {
            if (!has(e) || !has(i)) {
              continue;
            }
            double term =
                bRows[e / Winograd.INPUT][i / Winograd.INPUT]
                    * d[i]
                    * bColumns[e % Winograd.INPUT][i % Winograd.INPUT];
            value += term;
            magnitude += Math.abs(term);
            square += term * term;
          }
          v[e][ic] = value;
          mostInput[e][ic] = magnitude;
          inputSquares[e][ic] = INPUT_ROUNDINGS * square + roundings * roundings * value * value;
        }
      }
    }

    private double pixel(int n, int ic, int row, int column) {
      int ih = row - conv.window().padTop();
      int iw = column - conv.window().padLeft();
      TensorType type = x.type();
      boolean inside = ih >= 0 && ih < type.dim(2) && iw >= 0 && iw < type.dim(3);
      return inside ? x.at(((n * type.dim(1) + ic) * type.dim(2) + ih) * type.dim(3) + iw) : 0;
    }

    void multiply(int oc) {
      double roundings = WeightedSumErrors.likely(ics);
      for (int e = 0; e < Winograd.PRODUCTS; e++) {
        double sum = 0;
        double magnitude = 0;
        double square = 0;
        for (int ic = 0; ic < ics; ic++) {
          double weight = u[e][oc * ics + ic];
          double input = v[e][ic];
          sum += weight * input;
          magnitude += most[e][oc * ics + ic] * mostInput[e][ic];
          square +=
              weight * weight * inputSquares[e][ic]
                  + WEIGHT_ROUNDINGS * squares[e][oc * ics + ic] * input * input;
        }
        sums[e] = sum;
        mostSums[e] = magnitude;
        squareSums[e] = square + (roundings * roundings + OUTPUT_ROUNDINGS) * sum * sum;
      }
    }

    void write(int n, int oc, int top, int left) {
      double roundings = ics + INPUT_ROUNDINGS + WEIGHT_ROUNDINGS + OUTPUT_ROUNDINGS;
      for (int oh = top; oh < Math.min(top + aRows.length, y.dim(2)); oh++) {
        for (int ow = left; ow < Math.min(left + aColumns.length, y.dim(3)); ow++) {
          double magnitude = 0;
          double square = 0;
          for (int e = 0; e < Winograd.PRODUCTS; e++) {
            if (has(e)) {
              double factor =
                  Math.abs(
                      aRows[oh - top][e / Winograd.INPUT]
                          * aColumns[ow - left][e % Winograd.INPUT]);
              magnitude += factor * mostSums[e];
              square += factor * factor * squareSums[e];
            }
          }
          int at = ((n * ocs + oc) * y.dim(2) + oh) * y.dim(3) + ow;
          certain[at] = Math.max(certain[at], magnitude * roundings * BoundedArray.ROUNDING);
          likely[at] = Math.max(likely[at], Math.sqrt(square) * BoundedArray.ROUNDING);
        }
      }
    }
  }
}
