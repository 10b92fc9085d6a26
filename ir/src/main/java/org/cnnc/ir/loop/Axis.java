package org.cnnc.ir.loop;

/** A loop's variable, which runs from 0 to {@code extent - 1}, and how it runs. */
public record Axis(String name, int extent, Kind kind) {
  public Axis {
    if (extent < 0) {
      throw new IllegalArgumentException("axis " + name + " has the extent " + extent);
    }
  }

  public static Axis serial(String name, int extent) {
    return new Axis(name, extent, Kind.SERIAL);
  }

  public Expr.Var var() {
    return new Expr.Var(name);
  }

  public Axis withKind(Kind newKind) {
    return new Axis(name, extent, newKind);
  }
}
