package org.cnnc.compiler.compare;

/** The cosine of the angle between two vectors, of which elements are added one after the other. */
public final class Cosine {
  private double product;
  private double squaresX;
  private double squaresY;

  /** Of vectors without elements. */
  public Cosine() {}

  /** Adds an element of each. */
  public void add(double x, double y) {
    product += x * y;
    squaresX += x * x;
    squaresY += y * y;
  }

  /** 1 where both are zeros, 0 where one is. */
  public double value() {
    if (squaresX == 0 || squaresY == 0) {
      return squaresX == squaresY ? 1 : 0;
    }
    return Math.clamp(product / (Math.sqrt(squaresX) * Math.sqrt(squaresY)), -1, 1);
  }
}
