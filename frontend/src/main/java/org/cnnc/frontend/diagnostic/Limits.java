package org.cnnc.frontend.diagnostic;

/**
 * The bounds within which any file is checked in moderate time and memory. Each is far above what a
 * network needs; passing one is a {@link Code#LIMIT_EXCEEDED} that names it.
 */
public final class Limits {
  /** Bytes of a source file. Larger weights than fit here belong into a weight file. */
  public static final int SOURCE_BYTES = 1 << 20;

  /** Files that take part in one compilation. */
  public static final int SOURCE_FILES = 200;

  /** Brackets, operators and bodies inside each other, in the text. */
  public static final int NESTING = 200;

  /** Blocks and functions inside each other, when elaborated. */
  public static final int CALL_DEPTH = 200;

  /** Expressions and statements evaluated, loops unrolled. */
  public static final int STEPS = 1_000_000;

  /** Nodes of a graph. */
  public static final int NODES = 20_000;

  /** Elements of a compile-time list. */
  public static final int LIST_ELEMENTS = 1_000_000;

  /** Characters of a name: compiled models tell theirs, and those of their inputs and outputs. */
  public static final int NAME_LENGTH = 256;

  /** Dimensions of an input or output. */
  public static final int RANK = 16;

  /** Characters of a compile-time string, labels included. */
  public static final int STRING_LENGTH = 4_096;

  /** The largest size, stride, padding or number of channels of an operator. */
  public static final int OPERATOR_INTEGER = 1 << 24;

  /** Elements of all constants that a model writes itself, bias zeros included. */
  public static final long CONSTANT_ELEMENTS = 1L << 26;

  private Limits() {}
}
