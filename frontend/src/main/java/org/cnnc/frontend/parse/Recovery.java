package org.cnnc.frontend.parse;

import java.util.Set;
import org.antlr.v4.runtime.Parser;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.TokenStream;
import org.cnnc.grammar.CnnParser;

/** Finds where the text makes sense again after an error. */
final class Recovery {
  private static final Set<String> STATEMENT_WORDS =
      Set.of(
          "input", "output", "weights", "param", "require", "expect", "for", "return", "if", "@");

  private static final Set<String> DECLARATION_WORDS =
      Set.of("import", "fn", "block", "model", "test");

  private Recovery() {}

  /**
   * Skips to the next statement of the same body, or to the brace that ends the body. False where a
   * declaration or the end of the file comes first: then a brace is missing, and the declaration
   * has to recover.
   */
  static boolean toStatement(Parser parser, ParserRuleContext failed) {
    TokenStream tokens = parser.getInputStream();
    int indent = failed.getStart().getCharPositionInLine();
    int braces = 0;
    int brackets = 0;
    for (int i = failed.getStart().getTokenIndex(); i < tokens.index(); i++) {
      braces += opens(tokens.get(i), "{", "}");
      brackets += opens(tokens.get(i), "(", ")") + opens(tokens.get(i), "[", "]");
    }
    while (!atDeclaration(tokens)) {
      Token token = tokens.LT(1);
      if (token.getType() == Token.EOF) {
        return false;
      }
      boolean outside = brackets <= 0 || token.getCharPositionInLine() <= indent;
      if (braces <= 0 && (token.getText().equals("}") || atStatement(tokens, outside))) {
        return true;
      }
      braces += opens(token, "{", "}");
      brackets += opens(token, "(", ")") + opens(token, "[", "]");
      parser.consume();
    }
    return false;
  }

  /** Skips to the next declaration, which begins a line in the first column, or to the end. */
  static boolean toDeclaration(Parser parser, ParserRuleContext failed) {
    TokenStream tokens = parser.getInputStream();
    while (tokens.LA(1) != Token.EOF
        && (tokens.LT(1) == failed.getStart() || !atDeclaration(tokens))) {
      parser.consume();
    }
    return true;
  }

  static boolean toEnd(Parser parser) {
    while (parser.getInputStream().LA(1) != Token.EOF) {
      parser.consume();
    }
    return true;
  }

  private static int opens(Token token, String opening, String closing) {
    return token.getText().equals(opening) ? 1 : token.getText().equals(closing) ? -1 : 0;
  }

  private static boolean beginsLine(TokenStream tokens) {
    return tokens.index() == 0 || tokens.LT(-1).getLine() < tokens.LT(1).getLine();
  }

  private static boolean atDeclaration(TokenStream tokens) {
    return tokens.LT(1).getCharPositionInLine() == 0
        && DECLARATION_WORDS.contains(tokens.LT(1).getText());
  }

  /**
   * Whether a statement begins here; an assignment only outside brackets, where it is no argument.
   */
  private static boolean atStatement(TokenStream tokens, boolean outsideBrackets) {
    if (!beginsLine(tokens)) {
      return false;
    }
    String next = tokens.LA(2) == Token.EOF ? "" : tokens.LT(2).getText();
    boolean assigns = next.equals("=") || next.equals("+=");
    return switch (tokens.LA(1)) {
      case CnnParser.ID -> outsideBrackets && assigns;
      default ->
          (STATEMENT_WORDS.contains(tokens.LT(1).getText()) && !assigns)
              || (tokens.LT(1).getText().equals("dim") && tokens.LA(2) == CnnParser.ID);
    };
  }
}
