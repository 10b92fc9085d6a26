package org.cnnc.runtime.artifact;

/** What one element of an input or output is, in the byte order of the machine. */
public enum ElementType {
  /** IEEE 754 single precision, four bytes. */
  F32("f32", 4),
  /** Signed 64-bit integer. */
  I64("i64", 8),
  /** Signed 32-bit integer. */
  I32("i32", 4),
  /** One byte, 0 or 1. */
  BOOL("bool", 1);

  private final String text;
  private final int bytes;

  ElementType(String text, int bytes) {
    this.text = text;
    this.bytes = bytes;
  }

  /** The size of one element in bytes. */
  public int bytes() {
    return bytes;
  }

  /** The name in {@code .cnn} files and manifests, such as {@code f32}. */
  @Override
  public String toString() {
    return text;
  }
}
