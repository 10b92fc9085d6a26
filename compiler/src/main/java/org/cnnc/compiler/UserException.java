package org.cnnc.compiler;

import java.util.Optional;

/**
 * A mistake of the user's that has no place in a model file: a file that cannot be read, a picture
 * of the wrong size, an option that does not fit the model.
 */
public final class UserException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String help;

  /**
   * @param message what is wrong, one line, lower case, beginning with the file or option
   */
  public UserException(String message) {
    this(message, "");
  }

  /**
   * @param help what to do about it, one line
   */
  public UserException(String message, String help) {
    super(message);
    this.help = help;
  }

  /** What to do about it, where that is known. */
  public Optional<String> help() {
    return help.isEmpty() ? Optional.empty() : Optional.of(help);
  }
}
