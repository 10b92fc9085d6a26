package org.cnnc.ir.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.cnnc.ir.op.Affine;
import org.cnnc.ir.op.ArgReduce;
import org.cnnc.ir.op.AvgPool2d;
import org.cnnc.ir.op.BatchNorm;
import org.cnnc.ir.op.Binary;
import org.cnnc.ir.op.BinaryKind;
import org.cnnc.ir.op.Cast;
import org.cnnc.ir.op.Concat;
import org.cnnc.ir.op.Conv2d;
import org.cnnc.ir.op.ConvTranspose2d;
import org.cnnc.ir.op.Dropout;
import org.cnnc.ir.op.Expand;
import org.cnnc.ir.op.Extremum;
import org.cnnc.ir.op.Gather;
import org.cnnc.ir.op.GatherElements;
import org.cnnc.ir.op.Identity;
import org.cnnc.ir.op.Linear;
import org.cnnc.ir.op.LocallyConnected2d;
import org.cnnc.ir.op.MatMul;
import org.cnnc.ir.op.MaxPool2d;
import org.cnnc.ir.op.MaxPoolIndices2d;
import org.cnnc.ir.op.MaxUnpool2d;
import org.cnnc.ir.op.Op;
import org.cnnc.ir.op.Pad;
import org.cnnc.ir.op.PoolWindow;
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
import org.cnnc.ir.op.Window;
import org.cnnc.ir.tensor.DType;
import org.cnnc.ir.tensor.Value;

/**
 * Makes an op with operands of its text: the inverse of {@link OpPrinter}.
 *
 * @param in the operands
 */
record OpReader(OpText text, List<Value> in) {
  Op read() {
    Attributes a = text.attributes();
    Op op =
        switch (text.text()) {
          case "conv2d" -> {
            operands(3);
            yield new Conv2d(in.get(0), in.get(1), in.get(2), window(a), a.integer("groups"));
          }
          case "conv_transpose2d" -> convTranspose2d(a);
          case "linear" -> {
            operands(3);
            yield new Linear(in.get(0), in.get(1), in.get(2));
          }
          case "max_pool2d" -> new MaxPool2d(input(), pool(a));
          case "avg_pool2d" -> new AvgPool2d(input(), pool(a), a.bool("count_include_pad"));
          case "batch_norm" -> {
            operands(5);
            yield new BatchNorm(
                in.get(0), in.get(1), in.get(2), in.get(3), in.get(4), a.number("epsilon"));
          }
          case "affine" -> {
            operands(3);
            yield new Affine(in.get(0), in.get(1), in.get(2));
          }
          case "softmax" -> new Softmax(input(), a.integer("axis"), false);
          case "log_softmax" -> new Softmax(input(), a.integer("axis"), true);
          case "concat" -> new Concat(in, a.integer("axis"));
          case "slice" ->
              new Slice(
                  input(),
                  a.integer("axis"),
                  a.integer("start"),
                  a.integer("size"),
                  a.integer("step"));
          case "pad" ->
              new Pad(
                  input(),
                  a.integers("before"),
                  a.integers("after"),
                  a.constant("mode", Pad.Mode.class),
                  a.number("value"));
          case "reshape" -> new Reshape(input(), a.dims("dims"));
          case "transpose" -> new Transpose(input(), a.integers("permutation"));
          case "expand" -> new Expand(input(), a.dims("dims"));
          case "cast" -> new Cast(input(), a.constant("dtype", DType.class));
          case "where" -> {
            operands(3);
            yield new Where(in.get(0), in.get(1), in.get(2));
          }
          case "gather" -> {
            operands(2);
            yield new Gather(in.get(0), in.get(1), a.integer("axis"));
          }
          case "gather_elements" -> {
            operands(2);
            yield new GatherElements(in.get(0), in.get(1), a.integer("axis"));
          }
          case "argmax" -> argReduce(Extremum.MAX, a);
          case "argmin" -> argReduce(Extremum.MIN, a);
          case "topk" ->
              new TopK(
                  a.constant("extremum", Extremum.class),
                  input(),
                  a.integer("axis"),
                  a.integer("k"));
          case "max_pool_indices2d" -> new MaxPoolIndices2d(input(), pool(a));
          case "max_unpool2d" -> {
            operands(2);
            List<Integer> size = a.integers("size", 2);
            yield new MaxUnpool2d(in.get(0), in.get(1), size.get(0), size.get(1));
          }
          case "matmul" -> {
            operands(2);
            yield new MatMul(in.get(0), in.get(1));
          }
          case "locally_connected2d" -> {
            operands(3);
            yield new LocallyConnected2d(in.get(0), in.get(1), in.get(2), window(a));
          }
          case "resample" -> {
            operands(3);
            yield new Resample(in.get(0), in.get(1), in.get(2), a.integer("axis"));
          }
          case "identity" -> new Identity(input());
          case "dropout" -> new Dropout(input(), a.number("probability"));
          default -> byKind(a);
        };
    a.end();
    return op;
  }

  /** The ops whose mnemonic is the name of their kind. */
  private Op byKind(Attributes a) {
    Optional<UnaryKind> unary = kind(UnaryKind.values(), "");
    if (unary.isPresent()) {
      List<Float> parameters = unary.get().parameters().stream().map(a::number).toList();
      return new Unary(unary.get(), input(), parameters);
    }
    Optional<BinaryKind> binary = kind(BinaryKind.values(), "");
    if (binary.isPresent()) {
      operands(2);
      return new Binary(binary.get(), in.get(0), in.get(1));
    }
    ReduceKind reduce =
        kind(ReduceKind.values(), "reduce_")
            .orElseThrow(
                () ->
                    new GraphSyntaxException(
                        text.mnemonic(), "no such op: " + text.mnemonic().described()));
    return new Reduce(reduce, input(), a.integers("axes"), a.bool("keep_dims"));
  }

  private <E extends Enum<E>> Optional<E> kind(E[] kinds, String prefix) {
    return Stream.of(kinds)
        .filter(k -> text.text().equals(prefix + k.name().toLowerCase(Locale.ROOT)))
        .findFirst();
  }

  private Op convTranspose2d(Attributes a) {
    operands(3);
    List<Integer> outputPadding = a.integers("output_padding", 2);
    return new ConvTranspose2d(
        in.get(0),
        in.get(1),
        in.get(2),
        window(a),
        outputPadding.get(0),
        outputPadding.get(1),
        a.integer("groups"));
  }

  private Op argReduce(Extremum extremum, Attributes a) {
    return new ArgReduce(
        extremum, input(), a.integer("axis"), a.bool("keep_dims"), a.bool("select_last"));
  }

  private static PoolWindow pool(Attributes a) {
    List<Integer> kernel = a.integers("kernel", 2);
    return new PoolWindow(kernel.get(0), kernel.get(1), window(a), a.bool("ceil_mode"));
  }

  private static Window window(Attributes a) {
    List<Integer> all = new ArrayList<>(a.integers("stride", 2));
    all.addAll(a.integers("padding", 4));
    all.addAll(a.integers("dilation", 2));
    return new Window(
        all.get(0),
        all.get(1),
        all.get(2),
        all.get(3),
        all.get(4),
        all.get(5),
        all.get(6),
        all.get(7));
  }

  private Value input() {
    operands(1);
    return in.getFirst();
  }

  private void operands(int count) {
    if (in.size() != count) {
      throw new GraphSyntaxException(
          text.mnemonic(),
          "`%s` takes %d operands, has %d".formatted(text.text(), count, in.size()));
    }
  }
}
