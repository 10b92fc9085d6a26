package org.cnnc.runtime;

/** A picture or an input is not what the other one needs: another size, or not a picture at all. */
public final class PictureException extends CnncException {
  private static final long serialVersionUID = 1L;

  /**
   * @param message one line that says what was expected and what to do
   */
  public PictureException(String message) {
    super(message);
  }
}
