package org.cnnc.backend.opencl.emit;

/** A type of OpenCL C: a scalar where {@code lanes} is 1, else a vector of 2, 4, 8 or 16. */
record Type(Scalar scalar, int lanes) {
  static final Type F32 = new Type(Scalar.F32, 1);
  static final Type I32 = new Type(Scalar.I32, 1);
  static final Type I64 = new Type(Scalar.I64, 1);
  static final Type U16 = new Type(Scalar.U16, 1);
  static final Type TRUTH = new Type(Scalar.TRUTH, 1);

  /** An element type. */
  enum Scalar {
    F32("float"),
    I32("int"),
    I64("long"),
    /** 0 or 1; as a lane of a vector 0 or -1, as comparisons of vectors have it. */
    TRUTH("int"),
    /** The bits of a bfloat16. */
    U16("ushort"),
    U8("uchar");

    private final String text;

    Scalar(String text) {
      this.text = text;
    }
  }

  boolean isVector() {
    return lanes > 1;
  }

  boolean isFloat() {
    return scalar == Scalar.F32;
  }

  Type withLanes(int newLanes) {
    return new Type(scalar, newLanes);
  }

  /** What follows a function's name for this width: nothing, or {@code 16}. */
  String suffix() {
    return isVector() ? Integer.toString(lanes) : "";
  }

  /** {@code float16}. */
  @Override
  public String toString() {
    return scalar.text + suffix();
  }
}
