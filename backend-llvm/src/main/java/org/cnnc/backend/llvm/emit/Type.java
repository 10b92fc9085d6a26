package org.cnnc.backend.llvm.emit;

/** A first-class type of LLVM: a scalar where {@code lanes} is 1, else a vector of it. */
record Type(Scalar scalar, int lanes) {
  static final Type F32 = new Type(Scalar.F32, 1);
  static final Type I64 = new Type(Scalar.I64, 1);
  static final Type I32 = new Type(Scalar.I32, 1);
  static final Type I16 = new Type(Scalar.I16, 1);
  static final Type I8 = new Type(Scalar.I8, 1);
  static final Type I1 = new Type(Scalar.I1, 1);
  static final Type PTR = new Type(Scalar.PTR, 1);

  /** An element type. */
  enum Scalar {
    F32("float", "f32"),
    F64("double", "f64"),
    I64("i64", "i64"),
    I32("i32", "i32"),
    I16("i16", "i16"),
    BF16("bfloat", "bf16"),
    I8("i8", "i8"),
    I1("i1", "i1"),
    PTR("ptr", "p0");

    private final String text;
    private final String suffix;

    Scalar(String text, String suffix) {
      this.text = text;
      this.suffix = suffix;
    }

    String text() {
      return text;
    }

    boolean isFloat() {
      return this == F32 || this == F64;
    }
  }

  boolean isVector() {
    return lanes > 1;
  }

  boolean isFloat() {
    return scalar.isFloat();
  }

  Type withLanes(int newLanes) {
    return new Type(scalar, newLanes);
  }

  Type withScalar(Scalar newScalar) {
    return new Type(newScalar, lanes);
  }

  /** As intrinsics' names have it: {@code v16f32}. */
  String suffix() {
    return isVector() ? "v" + lanes + scalar.suffix : scalar.suffix;
  }

  /** {@code <16 x float>}. */
  @Override
  public String toString() {
    return isVector() ? "<%d x %s>".formatted(lanes, scalar.text) : scalar.text;
  }
}
