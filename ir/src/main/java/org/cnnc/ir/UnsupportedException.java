package org.cnnc.ir;

/**
 * A model asks for something that this compiler does not do (yet), or not for the chosen target.
 * The message names it; the command line exits with status 3.
 */
public final class UnsupportedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public UnsupportedException(String message) {
    super(message);
  }
}
