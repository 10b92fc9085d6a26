package org.cnnc.frontend.parse;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.antlr.v4.runtime.DefaultErrorStrategy;
import org.antlr.v4.runtime.InputMismatchException;
import org.antlr.v4.runtime.Parser;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.RecognitionException;
import org.antlr.v4.runtime.RuleContext;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.misc.IntervalSet;
import org.cnnc.frontend.diagnostic.Code;
import org.cnnc.frontend.diagnostic.Diagnostic;
import org.cnnc.frontend.diagnostic.Diagnostics;
import org.cnnc.frontend.diagnostic.SourceText;
import org.cnnc.grammar.CnnParser.DeclarationContext;
import org.cnnc.grammar.CnnParser.FileContext;
import org.cnnc.grammar.CnnParser.InterpolationContext;
import org.cnnc.grammar.CnnParser.StatementContext;

/**
 * Words syntax errors and recovers from them, in place of ANTLR's own.
 *
 * <p>ANTLR mends a text by inserting and deleting tokens where it is stuck, which gives several
 * messages for one typo. Here an error leaves all rules up to the statement (or declaration) it is
 * in; {@link Recovery} finds where the next one begins. What was expected is everything that could
 * have stood at the wrong token, not only what the innermost rule was waiting for: each decision
 * taken at that token is kept for it.
 */
final class SyntaxErrors extends DefaultErrorStrategy {
  private final Spans spans;
  private final Diagnostics diagnostics;

  /** The decisions that the parser took at the token {@link #decidedAt}. */
  private final List<Decision> decisions = new ArrayList<>();

  private int decidedAt = -1;
  private Optional<RecognitionException> reported = Optional.empty();

  private record Decision(int state, RuleContext context) {}

  SyntaxErrors(SourceText source, Diagnostics diagnostics) {
    this.spans = new Spans(source);
    this.diagnostics = diagnostics;
  }

  /** Whether the parser met an error. */
  boolean found() {
    return reported.isPresent();
  }

  @Override
  public void sync(Parser parser) {
    int at = parser.getInputStream().index();
    if (at != decidedAt) {
      decisions.clear();
      decidedAt = at;
    }
    decisions.add(new Decision(parser.getState(), parser.getContext()));
  }

  @Override
  public Token recoverInline(Parser parser) {
    throw new InputMismatchException(parser);
  }

  @Override
  public void reportError(Parser parser, RecognitionException e) {
    if (reported.isPresent() && reported.get() == e) {
      return; // on its way up to the rule that recovers
    }
    reported = Optional.of(e);
    Token wrong = e.getOffendingToken();
    Expected expected = new Expected(expectedAt(parser, wrong, e), parser.getVocabulary());
    diagnostics.report(describe(parser, wrong, expected));
  }

  private IntervalSet expectedAt(Parser parser, Token wrong, RecognitionException e) {
    IntervalSet all = new IntervalSet();
    if (e.getExpectedTokens() != null) {
      all.addAll(e.getExpectedTokens());
    }
    if (decidedAt == wrong.getTokenIndex()) {
      for (Decision decision : decisions) {
        all.addAll(parser.getATN().getExpectedTokens(decision.state(), decision.context()));
      }
    }
    return all;
  }

  private Diagnostic describe(Parser parser, Token wrong, Expected expected) {
    Optional<Token> before = Optional.ofNullable(parser.getInputStream().LT(-1));
    boolean onItsLine = before.isEmpty() || before.get().getLine() == wrong.getLine();
    Optional<String> strange = Strange.describe(wrong);
    if (strange.isPresent()) {
      return Diagnostic.at(spans.of(wrong), Code.SYNTAX, strange.get()).help(Strange.help(wrong));
    }
    if (onItsLine && wrong.getType() != Token.EOF) {
      return Diagnostic.at(
              spans.of(wrong),
              Code.SYNTAX,
              "unexpected `%s`%s".formatted(wrong.getText(), expected.text(", expected ")))
          .help(Misspelling.help(parser, wrong, expected));
    }
    // What is missing is missing at the end of the line before, not where the next line begins.
    if (before.isEmpty()) {
      return Diagnostic.at(spans.of(wrong), Code.SYNTAX, "the file is empty")
          .help("a .cnn file begins with `cnn 1`");
    }
    String end = wrong.getType() == Token.EOF ? ", but the file ends" : "";
    return Diagnostic.at(
            spans.after(before.get()),
            Code.SYNTAX,
            "%s after `%s`%s".formatted(expected.text("expected "), before.get().getText(), end))
        .help(Misspelling.help(parser, wrong, expected));
  }

  @Override
  public void recover(Parser parser, RecognitionException e) {
    ParserRuleContext context = parser.getContext();
    boolean resumed =
        switch (context) {
          case StatementContext statement -> Recovery.toStatement(parser, statement);
          case DeclarationContext declaration -> Recovery.toDeclaration(parser, declaration);
          case FileContext _ -> Recovery.toEnd(parser);
          case InterpolationContext _ -> Recovery.toEnd(parser);
          default -> false;
        };
    if (!resumed) {
      throw e;
    }
  }
}
