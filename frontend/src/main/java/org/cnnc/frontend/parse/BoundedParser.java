package org.cnnc.frontend.parse;

import org.antlr.v4.runtime.CommonTokenStream;
import org.antlr.v4.runtime.ParserRuleContext;
import org.cnnc.frontend.diagnostic.Limits;
import org.cnnc.grammar.CnnParser;

/**
 * ANTLR's parser, which recurses as deep as the text is nested, with a bound on that depth: a file
 * of a million parentheses must give an error and not a stack overflow.
 */
final class BoundedParser extends CnnParser {
  private final CommonTokenStream tokens;
  private final Spans spans;
  private int depth;

  BoundedParser(CommonTokenStream tokens, Spans spans) {
    super(tokens);
    this.tokens = tokens;
    this.spans = spans;
  }

  CommonTokenStream tokens() {
    return tokens;
  }

  @Override
  public void enterRecursionRule(ParserRuleContext context, int state, int rule, int precedence) {
    enter();
    super.enterRecursionRule(context, state, rule, precedence);
  }

  @Override
  public void unrollRecursionContexts(ParserRuleContext parent) {
    super.unrollRecursionContexts(parent);
    depth--;
  }

  @Override
  public void enterRule(ParserRuleContext context, int state, int rule) {
    if (nests(rule)) {
      enter();
    }
    super.enterRule(context, state, rule);
  }

  @Override
  public void exitRule() {
    if (nests(getContext().getRuleIndex())) {
      depth--;
    }
    super.exitRule();
  }

  private static boolean nests(int rule) {
    return rule == RULE_body
        || rule == RULE_stages
        || rule == RULE_ifStatement
        || rule == RULE_ifStage;
  }

  private void enter() {
    depth++;
    if (depth > Limits.NESTING) {
      throw new NestingException(spans.of(getCurrentToken()));
    }
  }
}
