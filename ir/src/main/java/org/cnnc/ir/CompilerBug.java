package org.cnnc.ir;

/**
 * Our own mistake, never the user's: says in which pass it happened, and that it should be
 * reported.
 */
public final class CompilerBug extends AssertionError {
  private static final long serialVersionUID = 1L;

  private final String pass;

  /**
   * @param pass the pass or phase in which it happened, kebab-case
   * @param message what does not hold
   */
  public CompilerBug(String pass, String message) {
    super("internal error in pass '%s': %s".formatted(pass, message));
    this.pass = pass;
  }

  public CompilerBug(String pass, String message, Throwable cause) {
    super("internal error in pass '%s': %s".formatted(pass, message), cause);
    this.pass = pass;
  }

  public String pass() {
    return pass;
  }
}
