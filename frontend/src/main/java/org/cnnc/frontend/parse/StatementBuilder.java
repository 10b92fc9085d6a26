package org.cnnc.frontend.parse;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.cnnc.frontend.diagnostic.Code;
import org.cnnc.frontend.diagnostic.Diagnostic;
import org.cnnc.frontend.syntax.Expression;
import org.cnnc.frontend.syntax.Name;
import org.cnnc.frontend.syntax.Statement;
import org.cnnc.grammar.CnnParser.AnnotationContext;
import org.cnnc.grammar.CnnParser.AssignmentContext;
import org.cnnc.grammar.CnnParser.BodyContext;
import org.cnnc.grammar.CnnParser.DimRangeContext;
import org.cnnc.grammar.CnnParser.ForStatementContext;
import org.cnnc.grammar.CnnParser.IfStatementContext;
import org.cnnc.grammar.CnnParser.InputStatementContext;
import org.cnnc.grammar.CnnParser.OutputStatementContext;
import org.cnnc.grammar.CnnParser.StatementContext;
import org.cnnc.ir.CompilerBug;

/** Builds the syntax tree's statements. */
final class StatementBuilder {
  final ExpressionBuilder expressions;
  private final Spans spans;
  private final Docs docs;

  StatementBuilder(ExpressionBuilder expressions, Docs docs) {
    this.expressions = expressions;
    this.docs = docs;
    this.spans = expressions.spans;
  }

  List<Statement> body(BodyContext context) {
    List<Statement> statements = new ArrayList<>();
    context.statement().forEach(s -> addStatement(s, statements));
    return List.copyOf(statements);
  }

  /** One statement of the text is several of the tree where it declares several dimensions. */
  private void addStatement(StatementContext context, List<Statement> statements) {
    context.annotation().forEach(this::refuse);
    if (context.dimStatement() != null) {
      for (DimRangeContext range : context.dimStatement().dimRange()) {
        statements.add(
            new Statement.Dim(
                spans.of(range),
                expressions.name(range.ID().getSymbol()),
                expressions.expression(range.expr())));
      }
    } else {
      statements.add(statement(context));
    }
  }

  private void refuse(AnnotationContext annotation) {
    expressions.diagnostics.report(
        Diagnostic.at(
            spans.of(annotation),
            Code.UNKNOWN_ANNOTATION,
            "unknown annotation `@%s`; version 1 of the language has none"
                .formatted(annotation.ID().getText())));
  }

  private Statement statement(StatementContext context) {
    return switch (context.getChild(context.getChildCount() - 1)) {
      case InputStatementContext input -> input(input);
      case OutputStatementContext output -> output(output);
      case IfStatementContext conditional -> conditional(conditional);
      case ForStatementContext loop -> loop(loop);
      case AssignmentContext assignment -> assignment(assignment);
      default -> simple(context);
    };
  }

  private Statement simple(StatementContext context) {
    if (context.weightsStatement() != null) {
      return new Statement.Weights(
          spans.of(context), expressions.texts.string(context.weightsStatement().STRING()));
    }
    if (context.paramStatement() != null) {
      var param = context.paramStatement();
      return new Statement.Param(
          spans.of(param),
          expressions.name(param.ID(0).getSymbol()),
          expressions.name(param.ID(1).getSymbol()),
          expressions.shape(param.shape()));
    }
    if (context.requireStatement() != null) {
      var require = context.requireStatement();
      return new Statement.Require(
          spans.of(require),
          expressions.expression(require.expr()),
          expressions.texts.string(require.STRING()));
    }
    if (context.expectStatement() != null) {
      return new Statement.Expect(
          spans.of(context),
          context.expectStatement().expr().stream().map(expressions::expression).toList());
    }
    if (context.returnStatement() != null) {
      return new Statement.Return(
          spans.of(context), expressions.pipe(context.returnStatement().pipe()));
    }
    throw new CompilerBug("parse", "no such statement: " + context.getText());
  }

  private Statement input(InputStatementContext context) {
    Optional<Expression.Call> from = Optional.empty();
    if (context.path() != null) {
      from =
          Optional.of(
              new Expression.Call(
                  spans.between(context.path().getStart(), context.getStop()),
                  expressions.path(context.path()),
                  expressions.arguments(context.arguments())));
    }
    return new Statement.Input(
        spans.of(context),
        expressions.name(context.ID(0).getSymbol()),
        expressions.name(context.ID(1).getSymbol()),
        expressions.shape(context.shape()),
        from,
        docs.of(context));
  }

  private Statement output(OutputStatementContext context) {
    Optional<Expression> labels = Optional.empty();
    if (context.STRING() != null) {
      labels =
          Optional.of(
              new Expression.Str(
                  spans.of(context.STRING()), expressions.texts.string(context.STRING())));
    } else if (context.list() != null) {
      labels = Optional.of(expressions.list(context.list()));
    }
    return new Statement.Output(
        spans.of(context),
        expressions.name(context.ID(0).getSymbol()),
        expressions.name(context.ID(1).getSymbol()),
        expressions.shape(context.shape()),
        labels,
        docs.of(context));
  }

  private Statement conditional(IfStatementContext context) {
    List<Statement> otherwise = List.of();
    if (context.ifStatement() != null) {
      otherwise = List.of(conditional(context.ifStatement()));
    } else if (context.body().size() == 2) {
      otherwise = body(context.body(1));
    }
    return new Statement.If(
        spans.of(context),
        expressions.expression(context.expr()),
        body(context.body(0)),
        otherwise);
  }

  private Statement loop(ForStatementContext context) {
    List<Name> pattern =
        context.pattern().ID().stream().map(n -> expressions.name(n.getSymbol())).toList();
    return new Statement.For(
        spans.of(context),
        pattern,
        context.pattern().getStart().getText().equals("("),
        expressions.expression(context.expr()),
        body(context.body()));
  }

  private Statement assignment(AssignmentContext context) {
    return new Statement.Assign(
        spans.of(context),
        expressions.name(context.ID().getSymbol()),
        context.getChild(1).getText().equals("+="),
        expressions.pipe(context.pipe()));
  }
}
