package org.cnnc.frontend.parse;

import java.util.List;
import org.antlr.v4.runtime.CommonTokenStream;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.Token;

/** Finds the {@code ///} comments of a file's text, which the grammar does not see. */
record Docs(CommonTokenStream tokens) {
  /** The lines right before a declaration, without their slashes; empty where there are none. */
  String of(ParserRuleContext context) {
    List<Token> hidden = tokens.getHiddenTokensToLeft(context.getStart().getTokenIndex());
    if (hidden == null) {
      return "";
    }
    return String.join(
        "\n", hidden.stream().map(t -> t.getText().substring("///".length()).strip()).toList());
  }
}
