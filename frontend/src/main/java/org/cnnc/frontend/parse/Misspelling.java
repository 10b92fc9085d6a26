package org.cnnc.frontend.parse;

import java.util.List;
import java.util.Optional;
import org.antlr.v4.runtime.Parser;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.Token;
import org.cnnc.frontend.diagnostic.Suggestion;
import org.cnnc.grammar.CnnParser;
import org.cnnc.grammar.CnnParser.AssignmentContext;
import org.cnnc.grammar.CnnParser.IfStageContext;
import org.cnnc.grammar.CnnParser.IfStatementContext;

/** Guesses which word or sign was meant where the grammar met another. */
final class Misspelling {
  private static final List<String> STATEMENTS =
      List.of("input", "output", "dim", "weights", "param", "require", "expect", "for", "return");

  private Misspelling() {}

  static Optional<String> help(Parser parser, Token wrong, Expected expected) {
    ParserRuleContext context = parser.getContext();
    if (wrong.getText().equals("=")
        && (isInside(context, IfStatementContext.class)
            || isInside(context, IfStageContext.class))) {
      return Optional.of("equality is written `==`");
    }
    Token before = parser.getInputStream().LT(-1);
    boolean sameLine = before != null && before.getLine() == wrong.getLine();
    if (sameLine
        && wrong.getType() == CnnParser.ID
        && expected.tokens().containsAll(List.of(":", "->"))) {
      return Optional.of("a label ends with `:`");
    }
    if (context instanceof AssignmentContext assignment) {
      // `inptu image: ...` is read as an assignment to `inptu`.
      return Suggestion.didYouMean(assignment.getStart().getText(), STATEMENTS);
    }
    List<String> words =
        expected.tokens().stream()
            .filter(t -> t.length() > 1 && Character.isLowerCase(t.charAt(0)))
            .toList();
    return wrong.getText().length() > 1
        ? Suggestion.didYouMean(wrong.getText(), words)
        : Optional.empty();
  }

  private static boolean isInside(ParserRuleContext context, Class<?> rule) {
    for (ParserRuleContext c = context; c != null; c = c.getParent()) {
      if (rule.isInstance(c)) {
        return true;
      }
      if (c.getStart() != null && c instanceof AssignmentContext) {
        return false;
      }
    }
    return false;
  }
}
