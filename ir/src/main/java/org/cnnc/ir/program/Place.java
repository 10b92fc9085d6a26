package org.cnnc.ir.program;

/** Where a kernel's argument lies when an image is worked on. */
public sealed interface Place {
  /** The image's part of an input of the call. */
  record Input(int index) implements Place {}

  /** The image's part of an output of the call. */
  record Output(int index) implements Place {}

  /** Bytes from the start of the weights; a multiple of 64. */
  record Weights(long offset) implements Place {}

  /**
   * Bytes from the start of the workspace; a multiple of 64, but for a tensor that lies within
   * another: that begins with one of its elements.
   */
  record Workspace(long offset) implements Place {}

  /**
   * The image's part of a tensor in the workspace that a program's {@link Tail} reads of several
   * images at once.
   *
   * @param offset that of the first image's part, in bytes from the start of the workspace
   * @param imageBytes by how much the next image's part begins later
   */
  record Gathered(long offset, long imageBytes) implements Place {}
}
