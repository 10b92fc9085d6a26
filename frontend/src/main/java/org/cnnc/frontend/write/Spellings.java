package org.cnnc.frontend.write;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.cnnc.frontend.known.Known;
import org.cnnc.ir.op.Affine;
import org.cnnc.ir.op.ArgReduce;
import org.cnnc.ir.op.AvgPool2d;
import org.cnnc.ir.op.BatchNorm;
import org.cnnc.ir.op.Binary;
import org.cnnc.ir.op.BinaryKind;
import org.cnnc.ir.op.Cast;
import org.cnnc.ir.op.Concat;
import org.cnnc.ir.op.Constant;
import org.cnnc.ir.op.Conv2d;
import org.cnnc.ir.op.ConvTranspose2d;
import org.cnnc.ir.op.Dropout;
import org.cnnc.ir.op.Expand;
import org.cnnc.ir.op.Extremum;
import org.cnnc.ir.op.Fused;
import org.cnnc.ir.op.Gather;
import org.cnnc.ir.op.GatherElements;
import org.cnnc.ir.op.Identity;
import org.cnnc.ir.op.Input;
import org.cnnc.ir.op.Linear;
import org.cnnc.ir.op.LocallyConnected2d;
import org.cnnc.ir.op.MatMul;
import org.cnnc.ir.op.MaxPool2d;
import org.cnnc.ir.op.MaxPoolIndices2d;
import org.cnnc.ir.op.MaxUnpool2d;
import org.cnnc.ir.op.Pad;
import org.cnnc.ir.op.Parameter;
import org.cnnc.ir.op.Reduce;
import org.cnnc.ir.op.ReduceKind;
import org.cnnc.ir.op.Resample;
import org.cnnc.ir.op.Reshape;
import org.cnnc.ir.op.Slice;
import org.cnnc.ir.op.Softmax;
import org.cnnc.ir.op.TopK;
import org.cnnc.ir.op.Transpose;
import org.cnnc.ir.op.Unary;
import org.cnnc.ir.op.UnaryKind;
import org.cnnc.ir.op.Where;
import org.cnnc.ir.tensor.TensorType;
import org.cnnc.ir.tensor.Value;

/**
 * The ways in which an op could be written, the most telling first. They need not be right: each is
 * tried ({@link Trial}) before it is used.
 */
final class Spellings {
  private final Definitions definitions;
  private final CompositeSpellings composites;

  Spellings(Definitions definitions) {
    this.definitions = definitions;
    this.composites = new CompositeSpellings(definitions);
  }

  /** How a value is written, if the language has words for it. */
  Optional<Call> of(Value value) {
    return Stream.concat(composites.of(value), single(value))
        .map(call -> Trial.of(call, definitions))
        .flatMap(Optional::stream)
        .findFirst();
  }

  private Stream<Call> single(Value y) {
    return switch (definitions.op(y)) {
      // Declared, not computed; and fusion comes after this.
      case Input _, Parameter _, Constant _, Fused _ -> Stream.empty();
      case Conv2d conv ->
          layers(
              Windows.paddings(conv.window())
                  .map(
                      padding ->
                          Windows.convolution(y, "conv2d", conv, conv.weight().type().dim(0))
                              .with("padding", padding)),
              conv.weight(),
              conv.bias());
      case ConvTranspose2d conv ->
          layers(
              Windows.paddings(conv.window())
                  .map(padding -> Windows.transposed(y, conv).with("padding", padding)),
              conv.weight(),
              conv.bias());
      case Linear(Value x, Value weight, Value bias) ->
          layers(
              Stream.of(Call.of(y, "linear").with("x", x).with("out", weight.type().dim(0))),
              weight,
              bias);
      case LocallyConnected2d local ->
          Windows.paddings(local.window()).map(p -> Windows.local(y, local).with("padding", p));
      case MatMul(Value a, Value b) -> Stream.of(Call.of(y, "matmul").with("x", a).with("y", b));
      case MaxPool2d max -> Windows.pool(y, "max_pool2d", max.input(), max.pool());
      case AvgPool2d avg ->
          Windows.pool(y, "avg_pool2d", avg.input(), avg.pool())
              .map(call -> call.with("count_include_pad", avg.countIncludePad()));
      case MaxPoolIndices2d max ->
          Windows.pool(y, "max_pool2d_with_indices", max.input(), max.pool())
              .map(call -> call.withElement(1));
      case MaxUnpool2d unpool ->
          Stream.of(
              Call.of(y, "max_unpool2d")
                  .with("x", unpool.input())
                  .with("indices", unpool.indices())
                  .with("size", Knowns.pair(unpool.height(), unpool.width())));
      case BatchNorm norm -> batchNorm(y, norm);
      case Affine(Value x, Value scale, Value shift) ->
          Stream.of(
              Call.of(y, "affine").with("x", x),
              Call.of(y, "affine").with("x", x).with("weight", scale).with("bias", shift));
      case Unary(UnaryKind kind, Value x, List<Float> parameters) -> unary(y, kind, x, parameters);
      case Binary(BinaryKind kind, Value a, Value b) -> binary(y, kind, a, b);
      case Where(Value condition, Value a, Value b) ->
          Stream.of(
              Call.of(y, "where")
                  .with("condition", condition)
                  .with("x", operand(a))
                  .with("y", operand(b)),
              Call.of(y, "where").with("condition", condition).with("x", a).with("y", b));
      case Cast(Value x, var dtype) ->
          Stream.of(Call.of(y, "cast").with("x", x).with("dtype", new Known.Str(dtype.text())));
      case Softmax(Value x, int axis, boolean log) ->
          Stream.of(Call.of(y, log ? "log_softmax" : "softmax").with("x", x).with("axis", axis));
      case Reduce(ReduceKind kind, Value x, List<Integer> axes, boolean keep) ->
          Stream.of(
              Call.of(y, kind.text())
                  .with("x", x)
                  .with("axes", Knowns.list(axes))
                  .with("keep", keep));
      case ArgReduce search ->
          Stream.of(
              Call.of(y, search.extremum() == Extremum.MAX ? "argmax" : "argmin")
                  .with("x", search.input())
                  .with("axis", search.axis())
                  .with("keep", search.keepDims())
                  .with("last", search.selectLast()));
      case TopK(Extremum extremum, Value x, int axis, int k) ->
          Stream.of(topK(y, extremum, x, axis, k).withElement(1));
      case Gather(Value x, Value indices, int axis) ->
          Stream.of(Call.of(y, "gather").with("x", x).with("indices", indices).with("axis", axis));
      case GatherElements(Value x, Value indices, int axis) ->
          Stream.of(
              Call.of(y, "gather_elements")
                  .with("x", x)
                  .with("indices", indices)
                  .with("axis", axis));
      case Reshape(Value x, List<Integer> dims) -> Reshapes.of(y, x, dims);
      case Transpose(Value x, List<Integer> permutation) ->
          Stream.of(
              Call.of(y, "transpose").with("x", x).with("permutation", Knowns.list(permutation)));
      case Expand(Value x, List<Integer> dims) ->
          Stream.of(Call.of(y, "expand").with("x", x).with("shape", Knowns.dims(dims)));
      case Concat(List<Value> parts, int axis) ->
          Stream.of(Call.of(y, "concat").withVariadic(parts).with("axis", axis));
      case Slice slice -> Stream.of(slice(y, slice));
      case Pad pad -> pad(y, pad);
      case Resample _ -> Stream.empty(); // one axis of a resize: see the composites
      case Identity(Value x) -> Stream.of(Call.of(y, "identity").with("x", x));
      case Dropout(Value x, float p) ->
          Stream.of(Call.of(y, "dropout").with("x", x).with("p", Knowns.real(p)));
    };
  }

  /**
   * With weights of their own where that is possible, else with tensors of the model's. A bias that
   * has a name is one, though it may be zero.
   */
  private Stream<Call> layers(Stream<Call> calls, Value weight, Value bias) {
    boolean named = !definitions.name(bias).isEmpty();
    return calls.flatMap(
        call -> {
          Call given = call.with("weight", weight);
          return Stream.concat(
              named ? Stream.empty() : Stream.of(call.with("bias", false)),
              Stream.of(
                  call,
                  call.with("bias", bias),
                  given.with("bias", false),
                  given.with("bias", bias)));
        });
  }

  private Stream<Call> batchNorm(Value y, BatchNorm norm) {
    Call call =
        Call.of(y, "batch_norm")
            .with("x", norm.input())
            .with("epsilon", Knowns.real(norm.epsilon()));
    Call given = call.with("running_mean", norm.mean()).with("running_var", norm.variance());
    boolean named = !definitions.name(norm.scale()).isEmpty();
    return Stream.of(
        named ? call : call.with("affine", false),
        call,
        given.with("affine", false),
        given.with("weight", norm.scale()).with("bias", norm.shift()));
  }

  private static Stream<Call> unary(Value y, UnaryKind kind, Value x, List<Float> parameters) {
    boolean tanh = kind == UnaryKind.GELU_TANH;
    Call call = Call.of(y, tanh ? "gelu" : kind.text()).with("x", x);
    if (tanh) {
      call = call.with("approximate", new Known.Str("tanh"));
    }
    for (int i = 0; i < parameters.size(); i++) {
      call = call.with(kind.parameters().get(i), Knowns.real(parameters.get(i)));
    }
    return Stream.of(call);
  }

  private Stream<Call> binary(Value y, BinaryKind kind, Value a, Value b) {
    if (kind == BinaryKind.PRELU) {
      Call call = Call.of(y, "prelu").with("x", a);
      return Stream.of(call.with("slopes", b.type().elements()), call.with("weight", b));
    }
    String operator =
        switch (kind) {
          case AND -> "logical_and";
          case OR -> "logical_or";
          case ADD,
              SUB,
              MUL,
              DIV,
              POW,
              MIN,
              MAX,
              PRELU,
              MOD,
              EQUAL,
              LESS,
              LESS_EQUAL,
              GREATER,
              GREATER_EQUAL ->
              kind.text();
        };
    return Stream.of(
        Call.of(y, operator).with("x", a).with("y", operand(b)),
        Call.of(y, operator).with("x", a).with("y", b));
  }

  /** A tensor, or the number that it is. */
  private Known operand(Value value) {
    return definitions
        .number(value)
        .map(number -> Knowns.number(number, value.type().dtype()))
        .orElse(new Known.Tensor(value));
  }

  static Call topK(Value y, Extremum extremum, Value x, int axis, int k) {
    return Call.of(y, "topk")
        .with("x", x)
        .with("k", k)
        .with("axis", axis)
        .with("largest", extremum == Extremum.MAX);
  }

  private static Call slice(Value y, Slice slice) {
    TensorType x = slice.input().type();
    int extent = x.dim(slice.axis());
    // The last element's neighbour, which the slice does not reach any more.
    int end = slice.start() + (slice.size() - 1) * slice.step() + Integer.signum(slice.step());
    boolean open = slice.step() > 0 ? end >= extent - slice.step() + 1 : end < 0;
    Call call =
        Call.of(y, "slice")
            .with("x", slice.input())
            .with("axis", slice.axis())
            .with("start", slice.start());
    int stop = slice.size() == 0 ? slice.start() : end;
    return (open && slice.size() > 0 ? call : call.with("end", stop)).with("step", slice.step());
  }

  private static Stream<Call> pad(Value y, Pad pad) {
    Call call =
        Call.of(y, "pad")
            .with("x", pad.input())
            .with("mode", new Known.Str(pad.mode().text()))
            .with("value", Knowns.real(pad.value()));
    List<Integer> sides = new ArrayList<>();
    for (int axis = pad.before().size() - 1; axis >= 0; axis--) {
      sides.add(pad.before().get(axis));
      sides.add(pad.after().get(axis));
    }
    // Sides of leading dimensions that are not padded are left out.
    List<Call> calls = new ArrayList<>();
    for (int count = 4; count <= sides.size(); count += 2) {
      calls.add(call.with("padding", Knowns.tuple(sides.subList(0, count))));
    }
    if (sides.size() == 8) {
      boolean even = sides.get(0).equals(sides.get(1)) && sides.get(2).equals(sides.get(3));
      if (even) {
        calls.addFirst(call.with("padding", Knowns.pair(sides.get(2), sides.get(0))));
      }
    } else if (sides.size() == 2) {
      calls.add(call.with("padding", Knowns.tuple(sides)));
    }
    return calls.stream();
  }
}
