package org.cnnc.ir;

/**
 * A place in a source file: lines and columns from 1, the end column exclusive.
 *
 * @param file the file's path as the user gave it
 */
public record SourceSpan(String file, int line, int column, int endColumn) {
  /** {@code resnet.cnn:14:12}. */
  @Override
  public String toString() {
    return file + ":" + line + ":" + column;
  }
}
