package org.cnnc.frontend.syntax;

import java.util.Optional;

/** {@code stride=2} or {@code 64}. */
public record Argument(Optional<Name> name, Expression value) {}
