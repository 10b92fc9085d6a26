package org.cnnc.ir.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.cnnc.ir.op.Affine;
import org.cnnc.ir.op.ArgReduce;
import org.cnnc.ir.op.AvgPool2d;
import org.cnnc.ir.op.BatchNorm;
import org.cnnc.ir.op.Binary;
import org.cnnc.ir.op.Cast;
import org.cnnc.ir.op.Concat;
import org.cnnc.ir.op.Constant;
import org.cnnc.ir.op.Conv2d;
import org.cnnc.ir.op.ConvTranspose2d;
import org.cnnc.ir.op.Dropout;
import org.cnnc.ir.op.ElementwiseOp;
import org.cnnc.ir.op.Expand;
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
import org.cnnc.ir.op.Op;
import org.cnnc.ir.op.Pad;
import org.cnnc.ir.op.Parameter;
import org.cnnc.ir.op.PoolWindow;
import org.cnnc.ir.op.Reduce;
import org.cnnc.ir.op.Resample;
import org.cnnc.ir.op.Reshape;
import org.cnnc.ir.op.Slice;
import org.cnnc.ir.op.Softmax;
import org.cnnc.ir.op.TopK;
import org.cnnc.ir.op.Transpose;
import org.cnnc.ir.op.Unary;
import org.cnnc.ir.op.Where;
import org.cnnc.ir.op.Window;
import org.cnnc.ir.tensor.TensorType;
import org.cnnc.ir.tensor.Value;

/**
 * Prints an op's mnemonic, operands and attributes; {@link OpReader} is its inverse.
 *
 * @param values how a value is written
 */
record OpPrinter(Function<Value, String> values) {
  String print(Op op) {
    return switch (op) {
      case Fused(Op anchor, List<ElementwiseOp> epilogue) -> {
        StringJoiner chain = new StringJoiner(" -> ").add(print(anchor));
        epilogue.forEach(step -> chain.add(print(step)));
        yield chain.toString();
      }
      case Input input -> "input " + Names.text(input.name());
      case Parameter p ->
          "parameter %s {role=%s}"
              .formatted(Names.text(p.name()), p.role().name().toLowerCase(Locale.ROOT));
      case Constant constant -> constant(constant);
      case Conv2d conv -> line("conv2d", conv, window(conv.window(), "groups=" + conv.groups()));
      case ConvTranspose2d conv ->
          line(
              "conv_transpose2d",
              conv,
              window(
                  conv.window(),
                  "output_padding=[%d,%d]".formatted(conv.outputPaddingH(), conv.outputPaddingW()),
                  "groups=" + conv.groups()));
      case Linear linear -> line("linear", linear, List.of());
      case MaxPool2d max -> line("max_pool2d", max, pool(max.pool()));
      case AvgPool2d avg ->
          line("avg_pool2d", avg, pool(avg.pool(), "count_include_pad=" + avg.countIncludePad()));
      case BatchNorm bn ->
          line("batch_norm", bn, List.of("epsilon=" + Literals.number(bn.epsilon())));
      case Affine affine -> line("affine", affine, List.of());
      case Unary unary -> line(unary.kind().text(), unary, parameters(unary));
      case Binary binary -> line(binary.kind().text(), binary, List.of());
      case Softmax softmax ->
          line(
              softmax.log() ? "log_softmax" : "softmax",
              softmax,
              List.of("axis=" + softmax.axis()));
      case Reduce reduce ->
          line(
              "reduce_" + reduce.kind().text(),
              reduce,
              List.of("axes=" + list(reduce.axes()), "keep_dims=" + reduce.keepDims()));
      case Concat concat -> line("concat", concat, List.of("axis=" + concat.axis()));
      case Slice slice ->
          line(
              "slice",
              slice,
              List.of(
                  "axis=" + slice.axis(),
                  "start=" + slice.start(),
                  "size=" + slice.size(),
                  "step=" + slice.step()));
      case Pad pad ->
          line(
              "pad",
              pad,
              List.of(
                  "before=" + list(pad.before()),
                  "after=" + list(pad.after()),
                  "mode=" + pad.mode().text(),
                  "value=" + Literals.number(pad.value())));
      case Reshape reshape ->
          line("reshape", reshape, List.of("dims=" + TensorType.text(reshape.dims())));
      case Transpose transpose ->
          line("transpose", transpose, List.of("permutation=" + list(transpose.permutation())));
      case Expand expand ->
          line("expand", expand, List.of("dims=" + TensorType.text(expand.dims())));
      case Cast cast -> line("cast", cast, List.of("dtype=" + cast.dtype().text()));
      case Where where -> line("where", where, List.of());
      case Gather gather -> line("gather", gather, List.of("axis=" + gather.axis()));
      case GatherElements gather ->
          line("gather_elements", gather, List.of("axis=" + gather.axis()));
      case ArgReduce arg ->
          line(
              "arg" + arg.extremum().text(),
              arg,
              List.of(
                  "axis=" + arg.axis(),
                  "keep_dims=" + arg.keepDims(),
                  "select_last=" + arg.selectLast()));
      case TopK topk ->
          line(
              "topk",
              topk,
              List.of(
                  "extremum=" + topk.extremum().text(), "axis=" + topk.axis(), "k=" + topk.k()));
      case MaxPoolIndices2d max -> line("max_pool_indices2d", max, pool(max.pool()));
      case MaxUnpool2d max ->
          line("max_unpool2d", max, List.of("size=[%d,%d]".formatted(max.height(), max.width())));
      case MatMul product -> line("matmul", product, List.of());
      case LocallyConnected2d local -> line("locally_connected2d", local, window(local.window()));
      case Resample resample -> line("resample", resample, List.of("axis=" + resample.axis()));
      case Identity identity -> line("identity", identity, List.of());
      case Dropout dropout ->
          line(
              "dropout", dropout, List.of("probability=" + Literals.number(dropout.probability())));
    };
  }

  private String line(String mnemonic, Op op, List<String> attributes) {
    String operands = op.operands().stream().map(values).collect(Collectors.joining(", "));
    String text = operands.isEmpty() ? mnemonic : mnemonic + " " + operands;
    return attributes.isEmpty() ? text : text + " {" + String.join(", ", attributes) + "}";
  }

  private static String constant(Constant constant) {
    String name = constant.name().isEmpty() ? "" : " " + Names.text(constant.name());
    return GraphPrinter.isInFull(constant)
        ? "constant" + name + " " + Literals.elements(constant.value())
        : "constant" + name;
  }

  private static List<String> window(Window w, String... more) {
    List<String> attributes = new ArrayList<>();
    attributes.add("stride=[%d,%d]".formatted(w.strideH(), w.strideW()));
    attributes.add(
        "padding=[%d,%d,%d,%d]".formatted(w.padTop(), w.padLeft(), w.padBottom(), w.padRight()));
    attributes.add("dilation=[%d,%d]".formatted(w.dilationH(), w.dilationW()));
    attributes.addAll(List.of(more));
    return attributes;
  }

  private static List<String> pool(PoolWindow pool, String... more) {
    List<String> attributes = new ArrayList<>();
    attributes.add("kernel=[%d,%d]".formatted(pool.kernelH(), pool.kernelW()));
    attributes.addAll(window(pool.window(), "ceil_mode=" + pool.ceilMode()));
    attributes.addAll(List.of(more));
    return attributes;
  }

  private static List<String> parameters(Unary unary) {
    List<String> attributes = new ArrayList<>();
    for (int i = 0; i < unary.parameters().size(); i++) {
      attributes.add(
          unary.kind().parameters().get(i) + "=" + Literals.number(unary.parameters().get(i)));
    }
    return attributes;
  }

  private static String list(List<Integer> numbers) {
    return numbers.stream().map(String::valueOf).collect(Collectors.joining(",", "[", "]"));
  }
}
