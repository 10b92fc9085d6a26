package org.cnnc.frontend.operator;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.cnnc.frontend.diagnostic.Code;
import org.cnnc.frontend.diagnostic.Limits;
import org.cnnc.frontend.diagnostic.Suggestion;
import org.cnnc.frontend.known.Known;
import org.cnnc.frontend.known.Words;
import org.cnnc.ir.SourceSpan;
import org.cnnc.ir.op.Constant;
import org.cnnc.ir.op.Op;
import org.cnnc.ir.op.Parameter;
import org.cnnc.ir.tensor.DType;
import org.cnnc.ir.tensor.Tensor;
import org.cnnc.ir.tensor.TensorType;
import org.cnnc.ir.tensor.Value;

/**
 * An operator applied: its arguments by the names of its parameters, read by type, each with an
 * error at the argument where it is not of that type.
 */
public final class OperatorCall {
  private final String operator;
  private final Map<String, Given> arguments;
  private final List<Given> variadic;
  private final Layer layer;

  /** An argument and where it is written. */
  public record Given(Known value, Optional<SourceSpan> span) {}

  /**
   * @param arguments by parameter; those with fallbacks are all there
   * @param variadic what the variadic parameter took
   */
  public OperatorCall(
      String operator, Map<String, Given> arguments, List<Given> variadic, Layer layer) {
    this.operator = operator;
    this.arguments = Map.copyOf(arguments);
    this.variadic = List.copyOf(variadic);
    this.layer = layer;
  }

  String operator() {
    return operator;
  }

  boolean has(String name) {
    return arguments.containsKey(name);
  }

  private Given given(String name) {
    return arguments.get(name);
  }

  Value tensor(String name) {
    return tensor(name, given(name));
  }

  private Value tensor(String name, Given given) {
    if (given.value() instanceof Known.Tensor(Value value)) {
      return value;
    }
    throw wrongType(name, "a tensor", given);
  }

  /** The tensors of a variadic parameter, or of the one list that was given for it. */
  List<Value> tensors(String name) {
    List<Given> all = variadic;
    if (all.size() == 1 && all.getFirst().value() instanceof Known.Sequence(var elements, _)) {
      Optional<SourceSpan> span = all.getFirst().span();
      all = elements.stream().map(e -> new Given(e, span)).toList();
    }
    List<Value> values = new ArrayList<>();
    all.forEach(given -> values.add(tensor(name, given)));
    return values;
  }

  /** A tensor, or a number as a tensor without dimensions. */
  Value tensorOrNumber(String name, DType dtype) {
    Given given = given(name);
    return given.value() instanceof Known.Tensor(Value value)
        ? value
        : scalar(
            dtype,
            given
                .value()
                .asReal()
                .orElseThrow(() -> wrongType(name, "a tensor or a number", given)));
  }

  private Value scalar(DType dtype, double number) {
    Tensor tensor = Tensor.generate(new TensorType(dtype, List.of()), i -> number);
    return constant(tensor);
  }

  /** The element type of an argument that is a tensor. */
  Optional<DType> tensorType(String name) {
    return given(name).value() instanceof Known.Tensor(Value value)
        ? Optional.of(value.type().dtype())
        : Optional.empty();
  }

  /** A tensor, or the f32 numbers of nested lists. */
  Value tensorOrNumbers(String name) {
    return given(name).value() instanceof Known.Tensor(Value value)
        ? value
        : literal(name, DType.F32);
  }

  /** An integer of moderate size. */
  int integer(String name) {
    return integer(name, given(name).value());
  }

  private int integer(String name, Known value) {
    if (value instanceof Known.Int(long number)) {
      if (Math.abs(number) > Limits.OPERATOR_INTEGER) {
        throw refuse(
            Code.LIMIT_EXCEEDED,
            name,
            "`%s` is at most %d, got %d".formatted(name, Limits.OPERATOR_INTEGER, number));
      }
      return (int) number;
    }
    throw wrongType(name, "an integer", new Given(value, given(name).span()));
  }

  int positive(String name) {
    int number = integer(name);
    if (number <= 0) {
      throw refuse(
          Code.INVALID_ARGUMENT, name, "`%s` must be positive, got %d".formatted(name, number));
    }
    return number;
  }

  /** Height and width: two integers, or one for both. */
  Pair pair(String name) {
    Known value = given(name).value();
    if (value instanceof Known.Sequence(var both, _) && both.size() == 2) {
      return new Pair(integer(name, both.get(0)), integer(name, both.get(1)));
    }
    if (value instanceof Known.Sequence) {
      throw wrongType(name, "an integer or a pair (height, width)", given(name));
    }
    int number = integer(name);
    return new Pair(number, number);
  }

  /** Height and width, both positive. */
  Pair positivePair(String name) {
    Pair pair = pair(name);
    if (pair.height() <= 0 || pair.width() <= 0) {
      throw refuse(
          Code.INVALID_ARGUMENT, name, "`%s` must be positive, got %s".formatted(name, text(name)));
    }
    return pair;
  }

  /** Height and width. */
  record Pair(int height, int width) {}

  List<Integer> integers(String name) {
    Known value = given(name).value();
    if (value instanceof Known.Sequence(var elements, _)) {
      return elements.stream().map(e -> integer(name, e)).toList();
    }
    return List.of(integer(name));
  }

  /**
   * A shape: sizes, -1 where one is left open.
   *
   * @param mayBeBatched whether the first dimension may be the batch
   */
  List<Integer> dims(String name, boolean mayBeBatched) {
    Known value = given(name).value();
    if (!(value instanceof Known.Sequence(var elements, _))
        || elements.size() > Literals.MAX_RANK) {
      throw wrongType(name, "a list of sizes", given(name));
    }
    List<Integer> dims = new ArrayList<>();
    for (Known element : elements) {
      boolean batch = element instanceof Known.Batch && dims.isEmpty() && mayBeBatched;
      int dim = batch ? TensorType.BATCH : integer(name, element);
      if (dim < -1) {
        throw refuse(Code.INVALID_ARGUMENT, name, "%d is no size".formatted(dim));
      }
      dims.add(dim);
    }
    return dims;
  }

  float real(String name) {
    return (float) real(name, given(name).value());
  }

  private double real(String name, Known value) {
    return value
        .asReal()
        .orElseThrow(() -> wrongType(name, "a number", new Given(value, given(name).span())));
  }

  /** Numbers, or one. */
  List<Double> reals(String name) {
    Known value = given(name).value();
    List<Known> all =
        value instanceof Known.Sequence(var elements, _) && !elements.isEmpty()
            ? elements
            : List.of(value);
    return all.stream().map(number -> real(name, number)).toList();
  }

  boolean flag(String name) {
    if (given(name).value() instanceof Known.Bool(boolean value)) {
      return value;
    }
    throw wrongType(name, "true or false", given(name));
  }

  boolean isFlag(String name) {
    return given(name).value() instanceof Known.Bool;
  }

  boolean isString(String name) {
    return given(name).value() instanceof Known.Str;
  }

  /** One of some words; that one of them is an operator's name as well does not matter. */
  String choice(String name, List<String> words) {
    String word =
        switch (given(name).value()) {
          case Known.Str(String text) -> text;
          case Known.OperatorValue(String operator) -> operator;
          case Known.Int _,
              Known.Real _,
              Known.Bool _,
              Known.Sequence _,
              Known.Range _,
              Known.Batch _,
              Known.Tensor _,
              Known.BlockValue _ ->
              throw wrongType(name, "one of " + String.join(", ", words), given(name));
        };
    if (words.contains(word)) {
      return word;
    }
    throw new OperatorException(
        Code.INVALID_ARGUMENT,
        given(name).span(),
        "%s: `%s` is one of %s; got `%s`".formatted(operator, name, String.join(", ", words), word),
        Suggestion.didYouMean(word, words));
  }

  /** One of the constants of an enum, by its name in small letters. */
  <E extends Enum<E>> E choice(String name, Class<E> type) {
    List<E> constants = List.of(type.getEnumConstants());
    List<String> words = constants.stream().map(c -> c.name().toLowerCase(Locale.ROOT)).toList();
    return constants.get(words.indexOf(choice(name, words)));
  }

  /** An argument as it is written, for messages. */
  String text(String name) {
    return Words.text(given(name).value());
  }

  /** An axis of a tensor; negative ones count from the end. */
  int axis(String name, TensorType type) {
    return axis(name, type, integer(name));
  }

  /** Axes of a tensor in ascending order, without repetition. */
  List<Integer> axes(String name, TensorType type) {
    return integers(name).stream().map(a -> axis(name, type, a)).sorted().distinct().toList();
  }

  private int axis(String name, TensorType type, int axis) {
    int rank = type.rank();
    if (axis < -rank || axis >= rank) {
      throw refuse(
          Code.INVALID_ARGUMENT,
          name,
          "`%s` is %d, but the tensor %s has %d axes"
              .formatted(name, axis, Words.shape(type), rank));
    }
    return axis < 0 ? axis + rank : axis;
  }

  /**
   * A tensor that is trained, another one, or written in place.
   *
   * @param name the parameter that may hold the other tensor or the numbers
   * @param suffix the name of the trained tensor within the layer
   */
  Value weight(String name, String suffix, List<Integer> dims, Parameter.Role role) {
    return has(name) ? given(name, dims) : layer.parameter(suffix, dims, role);
  }

  /**
   * A bias of {@code n} elements: trained, zero where {@code bias=false}, another tensor, or
   * written in place.
   */
  Value bias(String suffix, int n) {
    if (!isFlag("bias")) {
      return given("bias", List.of(n));
    }
    return flag("bias")
        ? layer.parameter(suffix, List.of(n), Parameter.Role.BIAS)
        : layer.filled(List.of(n), 0);
  }

  /** A tensor or numbers in nested lists, which must have the given shape. */
  private Value given(String name, List<Integer> dims) {
    List<Integer> got =
        switch (given(name).value()) {
          case Known.Tensor(Value tensor) -> tensor.type().dims();
          case Known.Sequence list -> Literals.dims(list);
          case Known.Int _, Known.Real _ -> List.of();
          case Known.Bool _,
              Known.Str _,
              Known.Range _,
              Known.Batch _,
              Known.BlockValue _,
              Known.OperatorValue _ ->
              throw wrongType(name, "a tensor or numbers in nested lists", given(name));
        };
    if (!got.equals(dims)) {
      throw new OperatorException(
          Code.SHAPE_MISMATCH,
          given(name).span(),
          "%s: `%s` must be %s, got %s"
              .formatted(operator, name, Words.shape(dims), Words.shape(got)),
          Optional.empty());
    }
    return tensorOrNumbers(name);
  }

  /** Numbers in nested lists of any one shape. */
  Value literal(String name, DType dtype) {
    try {
      Tensor tensor = Literals.tensor(given(name).value(), dtype);
      layer.reserveConstant(tensor.type().elements());
      return constant(tensor);
    } catch (IllegalArgumentException e) {
      throw new OperatorException(
          Code.TYPE_MISMATCH,
          given(name).span(),
          "%s: `%s` %s".formatted(operator, name, e.getMessage()),
          Optional.empty());
    }
  }

  /** Makes room for the elements of constants, before they are computed. */
  void reserveConstant(long elements) {
    layer.reserveConstant(elements);
  }

  /** A constant for which there is room. */
  Value constant(Tensor tensor) {
    return add(new Constant("", tensor));
  }

  Value parameter(String suffix, List<Integer> dims, Parameter.Role role) {
    return layer.parameter(suffix, dims, role);
  }

  Value filled(List<Integer> dims, float value) {
    return layer.filled(dims, value);
  }

  Value add(Op op) {
    return layer.add(op).getFirst();
  }

  /** Adds an op that gives the call's result. */
  Known result(Op op) {
    return new Known.Tensor(add(op));
  }

  /** A mistake of the operator's input. */
  OperatorException refuse(Code code, String message) {
    return refuse(code, message, Optional.empty());
  }

  /** A mistake of the operator's input, and what very likely puts it right. */
  OperatorException refuse(Code code, String message, Optional<String> help) {
    return new OperatorException(code, Optional.empty(), operator + ": " + message, help);
  }

  /** A mistake in one argument. */
  OperatorException refuse(Code code, String name, String message) {
    return new OperatorException(
        code, given(name).span(), operator + ": " + message, Optional.empty());
  }

  private OperatorException wrongType(String name, String wanted, Given given) {
    return new OperatorException(
        Code.TYPE_MISMATCH,
        given.span(),
        "%s: `%s` must be %s, got %s".formatted(operator, name, wanted, Words.kind(given.value())),
        OperatorTable.find(operator)
            .map(o -> "it is called as " + Binding.signature(operator, o.formals())));
  }
}
