package org.cnnc.frontend.syntax;

import java.util.Optional;

/**
 * {@code int}, {@code float[]}, {@code int[4]}.
 *
 * @param length empty where the type is no list; negative where a list has any length
 */
public record Type(Name name, Optional<Integer> length) {
  /** The {@link #length} of a list of any length. */
  public static final int ANY_LENGTH = -1;
}
