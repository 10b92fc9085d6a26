package org.cnnc.frontend.syntax;

import java.util.List;
import org.cnnc.ir.SourceSpan;

/** What has a value: a number, a tensor, a list, a block. */
public sealed interface Expression {
  SourceSpan span();

  record Int(SourceSpan span, long value) implements Expression {}

  record Real(SourceSpan span, double value) implements Expression {}

  record Bool(SourceSpan span, boolean value) implements Expression {}

  record Str(SourceSpan span, Text text) implements Expression {}

  /** A variable, parameter, dimension, block or function. */
  record Reference(Path path) implements Expression {
    @Override
    public SourceSpan span() {
      return path.span();
    }
  }

  /** {@code concat(a, b)}: an operator, block or function applied. */
  record Call(SourceSpan span, Path callee, List<Argument> arguments) implements Expression {
    public Call {
      arguments = List.copyOf(arguments);
    }
  }

  record ListOf(SourceSpan span, List<Expression> elements) implements Expression {
    public ListOf {
      elements = List.copyOf(elements);
    }
  }

  /** Two or more values: {@code (1, 7)}. */
  record TupleOf(SourceSpan span, List<Expression> elements) implements Expression {
    public TupleOf {
      elements = List.copyOf(elements);
    }
  }

  /** {@code if c then a else b}. */
  record Conditional(SourceSpan span, Expression condition, Expression then, Expression otherwise)
      implements Expression {}

  /** {@code skips[d]}; several indices for several dimensions. */
  record Index(SourceSpan span, Expression list, List<Expression> indices) implements Expression {
    public Index {
      indices = List.copyOf(indices);
    }
  }

  record Unary(SourceSpan span, UnaryOperator operator, Expression operand) implements Expression {}

  /** The span is the whole; {@code operatorSpan} the sign alone. */
  record Binary(
      SourceSpan span,
      SourceSpan operatorSpan,
      BinaryOperator operator,
      Expression left,
      Expression right)
      implements Expression {}

  /** {@code x -> conv2d(64, 3) -> relu}. */
  record Pipe(SourceSpan span, Expression source, List<Stage> stages) implements Expression {
    public Pipe {
      stages = List.copyOf(stages);
    }
  }
}
