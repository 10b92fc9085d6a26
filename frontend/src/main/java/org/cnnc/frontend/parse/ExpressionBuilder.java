package org.cnnc.frontend.parse;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.Token;
import org.cnnc.frontend.diagnostic.Code;
import org.cnnc.frontend.diagnostic.Diagnostic;
import org.cnnc.frontend.diagnostic.Diagnostics;
import org.cnnc.frontend.diagnostic.Limits;
import org.cnnc.frontend.syntax.Argument;
import org.cnnc.frontend.syntax.BinaryOperator;
import org.cnnc.frontend.syntax.Expression;
import org.cnnc.frontend.syntax.Name;
import org.cnnc.frontend.syntax.Path;
import org.cnnc.frontend.syntax.Shape;
import org.cnnc.frontend.syntax.UnaryOperator;
import org.cnnc.grammar.CnnParser.ArgumentContext;
import org.cnnc.grammar.CnnParser.ArgumentsContext;
import org.cnnc.grammar.CnnParser.AtomContext;
import org.cnnc.grammar.CnnParser.BinaryContext;
import org.cnnc.grammar.CnnParser.ExprContext;
import org.cnnc.grammar.CnnParser.IndexContext;
import org.cnnc.grammar.CnnParser.ListContext;
import org.cnnc.grammar.CnnParser.PathContext;
import org.cnnc.grammar.CnnParser.PipeContext;
import org.cnnc.grammar.CnnParser.PrimaryContext;
import org.cnnc.grammar.CnnParser.ShapeContext;
import org.cnnc.grammar.CnnParser.UnaryContext;
import org.cnnc.ir.CompilerBug;
import org.cnnc.ir.SourceSpan;

/** Builds the syntax tree's expressions. */
final class ExpressionBuilder {
  final Spans spans;
  final Diagnostics diagnostics;
  final TextBuilder texts;
  final StageBuilder stages;

  /** ANTLR loops over `a + b + c`, which still makes a tree as deep as the sum is long. */
  private int depth;

  ExpressionBuilder(Spans spans, CnnFileParser parser, Diagnostics diagnostics) {
    this.spans = spans;
    this.diagnostics = diagnostics;
    this.texts = new TextBuilder(this, parser);
    this.stages = new StageBuilder(this);
  }

  Name name(Token token) {
    if (token.getText().length() > Limits.NAME_LENGTH) {
      diagnostics.report(
          Diagnostic.at(
              spans.of(token),
              Code.LIMIT_EXCEEDED,
              "the name is longer than %d characters".formatted(Limits.NAME_LENGTH)));
    }
    return new Name(spans.of(token), token.getText());
  }

  Path path(PathContext context) {
    return new Path(spans.of(context), context.names.stream().map(this::name).toList());
  }

  Shape shape(ShapeContext context) {
    return new Shape(spans.of(context), context.expr().stream().map(this::expression).toList());
  }

  Expression pipe(PipeContext context) {
    Expression source = expression(context.expr());
    return context.stage().isEmpty()
        ? source
        : new Expression.Pipe(
            spans.of(context), source, context.stage().stream().map(stages::stage).toList());
  }

  List<Argument> arguments(ArgumentsContext context) {
    return context.argument().stream().map(this::argument).toList();
  }

  private Argument argument(ArgumentContext context) {
    if (context.keyword() != null) {
      return new Argument(Optional.of(name(context.keyword().getStart())), pipe(context.pipe(0)));
    }
    if (context.pipe().size() == 1) {
      return new Argument(Optional.empty(), pipe(context.pipe(0)));
    }
    return new Argument(
        bareName(context.pipe(0), "before `=` stands a parameter's name"), pipe(context.pipe(1)));
  }

  /** The name that a context consists of; where it is more than a name, reports {@code rule}. */
  Optional<Name> bareName(ParserRuleContext context, String rule) {
    if (context.getStart() == context.getStop()
        && context.getStart().getType() == org.cnnc.grammar.CnnParser.ID) {
      return Optional.of(name(context.getStart()));
    }
    error(spans.of(context), rule);
    return Optional.empty();
  }

  void error(SourceSpan span, String message) {
    diagnostics.report(Diagnostic.at(span, Code.SYNTAX, message));
  }

  Expression expression(ExprContext context) {
    depth++;
    if (depth > Limits.NESTING) {
      throw new NestingException(spans.of(context.getStart()));
    }
    Expression built =
        switch (context) {
          case AtomContext atom -> primary(atom.primary());
          case IndexContext index -> {
            List<Expression> all = index.expr().stream().map(this::expression).toList();
            yield new Expression.Index(spans.of(index), all.getFirst(), all.subList(1, all.size()));
          }
          case UnaryContext unary ->
              new Expression.Unary(
                  spans.of(unary),
                  unary.op.getText().equals("-") ? UnaryOperator.NEGATE : UnaryOperator.NOT,
                  expression(unary.expr()));
          case BinaryContext binary ->
              new Expression.Binary(
                  spans.of(binary),
                  spans.of(binary.op),
                  BinaryOperator.of(binary.op.getText()),
                  expression(binary.expr(0)),
                  expression(binary.expr(1)));
          default -> throw new CompilerBug("parse", "no such expression: " + context.getClass());
        };
    depth--;
    return built;
  }

  private Expression primary(PrimaryContext context) {
    SourceSpan span = spans.of(context);
    if (context.INT() != null) {
      return integer(span, context.getText());
    }
    if (context.FLOAT() != null) {
      return real(span, context.getText());
    }
    if (context.STRING() != null) {
      return new Expression.Str(span, texts.string(context.STRING()));
    }
    if (context.path() != null) {
      Path path = path(context.path());
      return context.arguments() == null
          ? new Expression.Reference(path)
          : new Expression.Call(span, path, arguments(context.arguments()));
    }
    if (context.list() != null) {
      return list(context.list());
    }
    return switch (context.getStart().getText()) {
      case "true" -> new Expression.Bool(span, true);
      case "false" -> new Expression.Bool(span, false);
      case "if" ->
          new Expression.Conditional(
              span,
              expression(context.expr(0)),
              expression(context.expr(1)),
              expression(context.expr(2)));
      default -> {
        List<Expression> inside = context.pipe().stream().map(this::pipe).toList();
        yield inside.size() == 1 ? inside.getFirst() : new Expression.TupleOf(span, inside);
      }
    };
  }

  Expression list(ListContext context) {
    List<Expression> elements = new ArrayList<>();
    context.pipe().forEach(p -> elements.add(pipe(p)));
    return new Expression.ListOf(spans.of(context), elements);
  }

  private Expression integer(SourceSpan span, String digits) {
    try {
      return new Expression.Int(span, Long.parseLong(digits));
    } catch (NumberFormatException e) {
      diagnostics.report(
          Diagnostic.at(
              span, Code.ARITHMETIC, "the integer %s is too large".formatted(abbreviated(digits))));
      return new Expression.Int(span, 0);
    }
  }

  private Expression real(SourceSpan span, String digits) {
    double value = Double.parseDouble(digits);
    if (Double.isInfinite(value)) {
      diagnostics.report(
          Diagnostic.at(
              span, Code.ARITHMETIC, "the number %s is too large".formatted(abbreviated(digits))));
      return new Expression.Real(span, 0);
    }
    return new Expression.Real(span, value);
  }

  private static String abbreviated(String digits) {
    return digits.length() > 30 ? digits.substring(0, 30) + "..." : digits;
  }
}
