package org.cnnc.frontend.parse;

import java.util.ArrayList;
import java.util.List;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.tree.TerminalNode;
import org.cnnc.frontend.syntax.Text;
import org.cnnc.ir.SourceSpan;

/** Builds texts of string tokens: resolves escapes and parses what stands between braces. */
final class TextBuilder {
  private final ExpressionBuilder expressions;
  private final CnnFileParser parser;

  TextBuilder(ExpressionBuilder expressions, CnnFileParser parser) {
    this.expressions = expressions;
    this.parser = parser;
  }

  Text string(TerminalNode node) {
    Token token = node.getSymbol();
    List<Text.Part> parts = new ArrayList<>();
    StringBuilder literal = new StringBuilder();
    int[] points = token.getText().codePoints().toArray();
    int last = points.length - 1; // the closing quote
    int at = 1;
    while (at < last) {
      if (points[at] == '\\') {
        literal.appendCodePoint(escape(token, points[at + 1], at));
        at += 2;
      } else if (points[at] == '{') {
        int end = closingBrace(points, at, last);
        parts.add(new Text.Part.Literal(literal.toString()));
        literal.setLength(0);
        hole(token, points, at + 1, end, parts);
        at = end + 1;
      } else {
        literal.appendCodePoint(points[at]);
        at++;
      }
    }
    parts.add(new Text.Part.Literal(literal.toString()));
    parts.removeIf(p -> p.equals(new Text.Part.Literal("")));
    return new Text(expressions.spans.of(token), parts);
  }

  private int escape(Token token, int letter, int at) {
    return switch (letter) {
      case 'n' -> '\n';
      case 't' -> '\t';
      case '"', '\\', '{', '}' -> letter;
      default -> {
        expressions.error(
            place(token, at, at + 2), "no escape; these are: \\n \\t \\\" \\\\ \\{ \\}");
        yield letter;
      }
    };
  }

  private static int closingBrace(int[] points, int open, int last) {
    int at = open;
    while (at < last && points[at] != '}') {
      at++;
    }
    return at;
  }

  private void hole(Token token, int[] points, int from, int end, List<Text.Part> parts) {
    if (end == points.length - 1) {
      expressions.error(
          place(token, from - 1, from), "`{` without `}` in a string; a brace itself is `\\{`");
      return;
    }
    parser
        .parseInterpolation(
            new String(points, from, end - from),
            token.getLine(),
            token.getCharPositionInLine() + 1 + from)
        .ifPresent(hole -> parts.add(new Text.Part.Hole(expressions.expression(hole.expr()))));
  }

  private SourceSpan place(Token token, int from, int end) {
    SourceSpan all = expressions.spans.of(token);
    return new SourceSpan(all.file(), all.line(), all.column() + from, all.column() + end);
  }
}
