package org.cnnc.frontend.parse;

import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.tree.TerminalNode;
import org.cnnc.frontend.diagnostic.SourceText;
import org.cnnc.ir.SourceSpan;

/**
 * Makes spans of tokens and contexts. A span stays on one line: a longer construct's on its first.
 */
record Spans(SourceText source) {
  SourceSpan of(Token token) {
    return between(token, token);
  }

  SourceSpan of(TerminalNode node) {
    return of(node.getSymbol());
  }

  SourceSpan of(ParserRuleContext context) {
    return between(context.getStart(), context.getStop());
  }

  SourceSpan between(Token first, Token last) {
    int line = first.getLine();
    int column = first.getCharPositionInLine() + 1;
    int end =
        last.getLine() == line
            ? last.getCharPositionInLine() + 1 + length(last)
            : source.line(line).map(l -> l.codePointCount(0, l.length()) + 1).orElse(column);
    return new SourceSpan(source.file(), line, column, Math.max(end, column + 1));
  }

  /** The place right behind a token. */
  SourceSpan after(Token token) {
    int column = token.getCharPositionInLine() + 1 + length(token);
    return new SourceSpan(source.file(), token.getLine(), column, column + 1);
  }

  private static int length(Token token) {
    return token.getType() == Token.EOF ? 1 : token.getStopIndex() - token.getStartIndex() + 1;
  }
}
