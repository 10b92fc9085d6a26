package org.cnnc.frontend.parse;

import java.util.Optional;
import org.antlr.v4.runtime.CharStreams;
import org.antlr.v4.runtime.CommonTokenStream;
import org.cnnc.frontend.diagnostic.Code;
import org.cnnc.frontend.diagnostic.Diagnostic;
import org.cnnc.frontend.diagnostic.Diagnostics;
import org.cnnc.frontend.diagnostic.Limits;
import org.cnnc.frontend.diagnostic.SourceText;
import org.cnnc.frontend.syntax.Argument;
import org.cnnc.frontend.syntax.Name;
import org.cnnc.frontend.syntax.SourceFile;
import org.cnnc.grammar.CnnLexer;
import org.cnnc.grammar.CnnParser.FileContext;
import org.cnnc.grammar.CnnParser.InterpolationContext;
import org.cnnc.ir.SourceSpan;

/** Parses the text of a file, and of the expressions inside its strings. */
public final class CnnFileParser {
  private final SourceText source;
  private final Diagnostics diagnostics;

  private CnnFileParser(SourceText source, Diagnostics diagnostics) {
    this.source = source;
    this.diagnostics = diagnostics;
  }

  /**
   * The syntax tree of a file. Mistakes are reported, one for each wrong statement; then there is
   * no tree.
   */
  public static Optional<SourceFile> parse(SourceText source, Diagnostics diagnostics) {
    return new CnnFileParser(source, diagnostics).parseFile();
  }

  /** The value of an argument given outside any file; mistakes are reported, then there is none. */
  public static Optional<Argument> parseArgument(
      String name, SourceText value, Diagnostics diagnostics) {
    CnnFileParser parser = new CnnFileParser(value, diagnostics);
    try {
      return parser
          .parseInterpolation(value.text(), 1, 1)
          .map(
              context ->
                  new Argument(
                      Optional.of(new Name(new SourceSpan(value.file(), 1, 1, 2), name)),
                      new ExpressionBuilder(new Spans(value), parser, diagnostics)
                          .expression(context.expr())));
    } catch (NestingException e) {
      diagnostics.report(tooDeep(e.span()));
      return Optional.empty();
    }
  }

  private Optional<SourceFile> parseFile() {
    try {
      SyntaxErrors errors = new SyntaxErrors(source, diagnostics);
      BoundedParser parser = parser(source.text(), 1, 0, errors);
      FileContext file = parser.file();
      if (errors.found()) {
        return Optional.empty();
      }
      Spans spans = new Spans(source);
      return new DeclarationBuilder(spans, parser.tokens(), this, diagnostics).build(file);
    } catch (NestingException e) {
      diagnostics.report(tooDeep(e.span()));
      return Optional.empty();
    }
  }

  /**
   * The expression between the braces of a string.
   *
   * @param column of the text's first character, from 1
   */
  Optional<InterpolationContext> parseInterpolation(String text, int line, int column) {
    SyntaxErrors errors = new SyntaxErrors(source, diagnostics);
    InterpolationContext context = parser(text, line, column - 1, errors).interpolation();
    return errors.found() ? Optional.empty() : Optional.of(context);
  }

  private BoundedParser parser(String text, int line, int column, SyntaxErrors errors) {
    CnnLexer lexer = new CnnLexer(CharStreams.fromString(text, source.file()));
    // Every character begins some token, so the lexer itself never finds an error.
    lexer.setLine(line);
    lexer.setCharPositionInLine(column);
    BoundedParser parser = new BoundedParser(new CommonTokenStream(lexer), new Spans(source));
    parser.removeErrorListeners();
    parser.setErrorHandler(errors);
    return parser;
  }

  private static Diagnostic tooDeep(SourceSpan span) {
    return Diagnostic.at(
        span,
        Code.LIMIT_EXCEEDED,
        "brackets, operators and bodies are nested more than %d deep".formatted(Limits.NESTING));
  }
}
