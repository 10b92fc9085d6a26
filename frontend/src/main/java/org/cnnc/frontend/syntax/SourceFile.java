package org.cnnc.frontend.syntax;

import java.util.List;

/** A whole file, in the order in which it is written. */
public record SourceFile(String file, List<Declaration> declarations) {
  public SourceFile {
    declarations = List.copyOf(declarations);
  }
}
