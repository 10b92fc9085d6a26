package org.cnnc.frontend.elaborate;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.cnnc.frontend.diagnostic.Code;
import org.cnnc.frontend.diagnostic.Diagnostic;
import org.cnnc.frontend.known.Known;
import org.cnnc.frontend.known.Words;
import org.cnnc.frontend.syntax.Expression;
import org.cnnc.frontend.syntax.Name;
import org.cnnc.frontend.syntax.Shape;
import org.cnnc.ir.SourceSpan;
import org.cnnc.ir.tensor.TensorType;
import org.cnnc.ir.tensor.Value;

/**
 * Matches tensors with shapes such as {@code [N, C, H, W]}: new names bind, known ones must fit.
 */
final class ShapePatterns {
  private final Evaluator evaluator;

  ShapePatterns(Evaluator evaluator) {
    this.evaluator = evaluator;
  }

  /** Whether an expression is a name that a pattern may bind: it begins with a capital. */
  static Optional<String> bindable(Expression dim) {
    return dim instanceof Expression.Reference(var path)
            && path.names().size() == 1
            && Character.isUpperCase(path.text().charAt(0))
        ? Optional.of(path.text())
        : Optional.empty();
  }

  /**
   * Binds the names of a parameter's pattern to the sizes of its tensor.
   *
   * @param argument the place of the tensor in the call
   */
  void bind(Name parameter, Shape shape, SourceSpan argument, Env env) {
    Known known = known(env, parameter.text());
    String what = "`%s`".formatted(parameter.text());
    TensorType type = tensorType(what, known, argument);
    checkRank(what, shape, type, argument, Optional.empty());
    for (int i = 0; i < shape.dims().size(); i++) {
      Expression dim = shape.dims().get(i);
      Optional<String> name = bindable(dim);
      if (name.isPresent() && env.scope().find(name.get()).isEmpty()) {
        env.scope().define(name.get(), size(type.dim(i)), dim.span());
      }
    }
    check(what, shape, known, argument, env);
  }

  private static Known known(Env env, String name) {
    return env.scope().find(name).map(Scope.Variable::state).orElseThrow()
            instanceof Scope.State.Holds(Known known)
        ? known
        : throwPoisoned();
  }

  private static Known throwPoisoned() {
    throw Stop.poisoned();
  }

  private static Known size(int dim) {
    return dim == TensorType.BATCH ? new Known.Batch() : new Known.Int(dim);
  }

  /**
   * Checks a tensor against a shape in which every name is known.
   *
   * @param what the tensor is, for the message
   * @param span where a mistake is shown
   */
  void check(String what, Shape shape, Known known, SourceSpan span, Env env) {
    TensorType type = tensorType(what, known, span);
    List<Integer> declared = dims(shape, env);
    checkRank(what, shape, type, span, Optional.of(declared));
    if (!declared.equals(type.dims())) {
      throw mismatch(what, declared, type, span);
    }
  }

  /** The sizes of a shape in which every name is known. */
  List<Integer> dims(Shape shape, Env env) {
    List<Integer> dims = new ArrayList<>();
    for (Expression dim : shape.dims()) {
      Known known = evaluator.evaluate(dim, env);
      switch (known) {
        case Known.Batch _ when dims.isEmpty() -> dims.add(TensorType.BATCH);
        case Known.Int(long size) when size >= 0 && size <= Integer.MAX_VALUE ->
            dims.add((int) size);
        case Known.Int(long size) ->
            throw Stop.at(
                dim.span(), Code.INVALID_ARGUMENT, "%d cannot be a dimension".formatted(size));
        case Known.Batch _ ->
            throw Stop.at(
                dim.span(), Code.INVALID_ARGUMENT, "the batch can only be the first dimension");
        case Known.Real _,
            Known.Bool _,
            Known.Str _,
            Known.Sequence _,
            Known.Range _,
            Known.Tensor _,
            Known.BlockValue _,
            Known.OperatorValue _ ->
            throw Stop.at(
                dim.span(),
                Code.TYPE_MISMATCH,
                "a dimension must be an integer, got " + Words.kind(known));
      }
    }
    return dims;
  }

  private static TensorType tensorType(String what, Known known, SourceSpan span) {
    if (known instanceof Known.Tensor(Value value)) {
      return value.type();
    }
    throw Stop.at(
        span, Code.TYPE_MISMATCH, "%s must be a tensor, got %s".formatted(what, Words.kind(known)));
  }

  private static void checkRank(
      String what,
      Shape shape,
      TensorType type,
      SourceSpan span,
      Optional<List<Integer>> declared) {
    if (type.rank() != shape.dims().size()) {
      String wanted =
          declared
              .map(Words::shape)
              .orElseGet(() -> "of %d dimensions".formatted(shape.dims().size()));
      throw Stop.of(
          Diagnostic.at(
              span,
              Code.SHAPE_MISMATCH,
              "%s must be %s, got %s".formatted(what, wanted, Words.shape(type))));
    }
  }

  private static Stop mismatch(
      String what, List<Integer> declared, TensorType type, SourceSpan span) {
    return Stop.at(
        span,
        Code.SHAPE_MISMATCH,
        "%s is declared %s, got %s".formatted(what, Words.shape(declared), Words.shape(type)));
  }
}
