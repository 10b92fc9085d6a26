package org.cnnc.frontend.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;
import org.cnnc.ir.UnsupportedException;
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
import org.cnnc.ir.op.Op;
import org.cnnc.ir.op.Pad;
import org.cnnc.ir.op.Parameter;
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
import org.cnnc.ir.tensor.Tensor;
import org.cnnc.ir.tensor.TensorType;
import org.cnnc.ir.tensor.Value;

/** Each op as nodes of ONNX's opset 17. */
final class OpNodes {
  private final NodeList nodes;
  private final String batchedInput;

  /**
   * @param batchedInput the name of an input whose first dimension is the batch; empty without one
   */
  OpNodes(NodeList nodes, String batchedInput) {
    this.nodes = nodes;
    this.batchedInput = batchedInput;
  }

  /**
   * Adds the nodes of an op.
   *
   * @param in the names of its operands; empty of a bias that is absent
   * @param y the name of its result
   */
  void write(Op op, Function<Value, String> in, String y) {
    switch (op) {
      case Conv2d conv -> {
        List<AttributeProto> attributes = new ArrayList<>(Windows.attributes(conv.window()));
        attributes.add(Attribute.of("kernel_shape", kernelShape(conv.weight())));
        attributes.add(Attribute.of("group", conv.groups()));
        plain("Conv", op, in, y, attributes.toArray(AttributeProto[]::new));
      }
      case ConvTranspose2d conv -> convTranspose(conv, in, y);
      case Linear linear -> linear(linear, in, y);
      case MaxPool2d pool -> new PoolNodes(nodes).max(pool, in.apply(pool.input()), y);
      case AvgPool2d pool -> new PoolNodes(nodes).average(pool, in.apply(pool.input()), y);
      case BatchNorm bn ->
          plain("BatchNormalization", op, in, y, Attribute.of("epsilon", bn.epsilon()));
      case Affine affine -> affine(affine, in, y);
      case Unary unary -> new UnaryNodes(nodes).write(unary, in.apply(unary.input()), y);
      case Binary binary -> binary(binary, in, y);
      case Softmax softmax ->
          plain(
              softmax.log() ? "LogSoftmax" : "Softmax",
              op,
              in,
              y,
              Attribute.of("axis", softmax.axis()));
      case Reduce reduce -> reduce(reduce, in.apply(reduce.input()), y);
      case Concat concat -> plain("Concat", op, in, y, Attribute.of("axis", concat.axis()));
      case Slice slice -> slice(slice, in.apply(slice.input()), y);
      case Pad pad -> pad(pad, in.apply(pad.input()), y);
      case Reshape reshape -> reshape(in.apply(reshape.input()), reshape.dims(), y);
      case Transpose transpose ->
          plain("Transpose", op, in, y, Attribute.of("perm", transpose.permutation()));
      case Expand expand -> expand(expand, in.apply(expand.input()), y);
      case Cast cast ->
          plain("Cast", op, in, y, Attribute.of("to", ElementType.of(cast.dtype()).getNumber()));
      case Where _ -> plain("Where", op, in, y);
      case Gather gather -> plain("Gather", op, in, y, Attribute.of("axis", gather.axis()));
      case GatherElements gather ->
          plain("GatherElements", op, in, y, Attribute.of("axis", gather.axis()));
      case ArgReduce arg ->
          plain(
              arg.extremum() == Extremum.MAX ? "ArgMax" : "ArgMin",
              op,
              in,
              y,
              Attribute.of("axis", arg.axis()),
              Attribute.of("keepdims", arg.keepDims() ? 1 : 0),
              Attribute.of("select_last_index", arg.selectLast() ? 1 : 0));
      case TopK topk -> new SelectionNodes(nodes).topK(topk, in.apply(topk.input()), y);
      case MaxPoolIndices2d max -> new PoolNodes(nodes).maxIndices(max, in.apply(max.input()), y);
      case MaxUnpool2d max ->
          new SelectionNodes(nodes).unpool(max, in.apply(max.input()), in.apply(max.indices()), y);
      case MatMul _ -> plain("MatMul", op, in, y);
      case LocallyConnected2d local -> new LocalNodes(nodes).write(local, in, y);
      case Resample resample -> new SelectionNodes(nodes).resample(resample, in, y);
      case Identity _ -> plain("Identity", op, in, y);
      case Dropout dropout -> {
        // ONNX's is below 1.
        float ratio = Math.min(dropout.probability(), Math.nextDown(1f));
        nodes.add(
            "Dropout", y, List.of(in.apply(dropout.input()), nodes.scalar(y, "ratio", ratio)));
      }
      case Fused fused -> fused(fused, in, y);
      case Input _, Parameter _, Constant _ ->
          throw new IllegalArgumentException("not computed of operands: " + op);
    }
  }

  /** One node with the operands of the op in their order. */
  private void plain(
      String opType, Op op, Function<Value, String> in, String y, AttributeProto... attributes) {
    nodes.add(opType, y, op.operands().stream().map(in).toList(), attributes);
  }

  private static List<Integer> kernelShape(Value weight) {
    return List.of(weight.type().dim(2), weight.type().dim(3));
  }

  private void convTranspose(ConvTranspose2d op, Function<Value, String> in, String y) {
    Window w = op.window();
    String x = in.apply(op.input());
    int moreH = op.outputPaddingH();
    int moreW = op.outputPaddingW();
    if (moreH >= w.strideH() || moreW >= w.strideW()) {
      // Runtimes refuse so much. Less padding gives the same rows and columns, after some zeros at
      // the input's end where there is not enough of it.
      int zerosH = Math.ceilDiv(Math.max(0, moreH - w.padBottom()), w.strideH());
      int zerosW = Math.ceilDiv(Math.max(0, moreW - w.padRight()), w.strideW());
      String pads = nodes.integers(y, "pads", List.of(0, 0, 0, 0, 0, 0, zerosH, zerosW));
      x = nodes.step(y, "Pad", List.of(x, pads));
      w =
          w.withPadding(
              w.padTop(),
              w.padLeft(),
              w.padBottom() + zerosH * w.strideH() - moreH,
              w.padRight() + zerosW * w.strideW() - moreW);
      moreH = 0;
      moreW = 0;
    }
    List<AttributeProto> attributes = new ArrayList<>(Windows.attributes(w));
    attributes.add(Attribute.of("kernel_shape", kernelShape(op.weight())));
    attributes.add(Attribute.of("output_padding", List.of(moreH, moreW)));
    attributes.add(Attribute.of("group", op.groups()));
    nodes.add(
        "ConvTranspose",
        y,
        List.of(x, in.apply(op.weight()), in.apply(op.bias())),
        attributes.toArray(AttributeProto[]::new));
  }

  private void linear(Linear op, Function<Value, String> in, String y) {
    if (op.input().type().rank() == 2) {
      plain("Gemm", op, in, y, Attribute.of("transB", 1));
      return;
    }
    String weight =
        nodes.step(
            y, "Transpose", List.of(in.apply(op.weight())), Attribute.of("perm", List.of(1, 0)));
    String bias = in.apply(op.bias());
    if (bias.isEmpty()) {
      nodes.add("MatMul", y, List.of(in.apply(op.input()), weight));
      return;
    }
    String product = nodes.step(y, "MatMul", List.of(in.apply(op.input()), weight));
    nodes.add("Add", y, List.of(product, bias));
  }

  private void affine(Affine op, Function<Value, String> in, String y) {
    List<Integer> perChannel =
        new ArrayList<>(Collections.nCopies(op.input().type().rank() - 1, 1));
    perChannel.set(0, op.input().type().dim(1));
    String scale = nodes.fresh(y, "scale");
    String shift = nodes.fresh(y, "shift");
    reshape(in.apply(op.scale()), perChannel, scale);
    reshape(in.apply(op.shift()), perChannel, shift);
    String product = nodes.step(y, "Mul", List.of(in.apply(op.input()), scale));
    nodes.add("Add", y, List.of(product, shift));
  }

  private void binary(Binary op, Function<Value, String> in, String y) {
    String opType =
        switch (op.kind()) {
          case ADD -> "Add";
          case SUB -> "Sub";
          case MUL -> "Mul";
          case DIV -> "Div";
          case POW -> "Pow";
          case MIN -> "Min";
          case MAX -> "Max";
          case PRELU -> "PRelu";
          case MOD -> "Mod";
          case EQUAL -> "Equal";
          case LESS -> "Less";
          case LESS_EQUAL -> "LessOrEqual";
          case GREATER -> "Greater";
          case GREATER_EQUAL -> "GreaterOrEqual";
          case AND -> "And";
          case OR -> "Or";
        };
    // ONNX's slope may not be larger than what it is applied to.
    boolean widened = !op.resultTypes().getFirst().equals(op.left().type());
    if (op.kind() == BinaryKind.PRELU && widened) {
      String x = in.apply(op.left());
      String zero = nodes.scalar(y, "zero", 0);
      String below = nodes.step(y, "Min", List.of(x, zero));
      String scaled = nodes.step(y, "Mul", List.of(below, in.apply(op.right())));
      nodes.add("Add", y, List.of(nodes.step(y, "Max", List.of(x, zero)), scaled));
    } else {
      plain(opType, op, in, y);
    }
  }

  private void reduce(Reduce op, String x, String y) {
    if (op.axes().isEmpty()) {
      // No axes would mean all of them.
      nodes.add("Identity", y, List.of(x));
      return;
    }
    AttributeProto keep = Attribute.of("keepdims", op.keepDims() ? 1 : 0);
    AttributeProto axes = Attribute.of("axes", op.axes());
    switch (op.kind()) {
      case SUM -> nodes.add("ReduceSum", y, List.of(x, nodes.integers(y, "axes", op.axes())), keep);
      case MEAN -> nodes.add("ReduceMean", y, List.of(x), axes, keep);
      case MAX -> nodes.add("ReduceMax", y, List.of(x), axes, keep);
      case MIN -> nodes.add("ReduceMin", y, List.of(x), axes, keep);
      case PROD -> nodes.add("ReduceProd", y, List.of(x), axes, keep);
    }
  }

  private void slice(Slice op, String x, String y) {
    int end = op.start() + op.size() * op.step();
    // A negative end counts from the axis' end: one before the first element is this.
    int written = op.size() > 0 && end < 0 ? Integer.MIN_VALUE : Math.max(end, 0);
    nodes.add(
        "Slice",
        y,
        List.of(
            x,
            nodes.integers(y, "starts", List.of(op.start())),
            nodes.integers(y, "ends", List.of(written)),
            nodes.integers(y, "axes", List.of(op.axis())),
            nodes.integers(y, "steps", List.of(op.step()))));
  }

  private void pad(Pad op, String x, String y) {
    List<Integer> pads = new ArrayList<>(op.before());
    pads.addAll(op.after());
    TensorType scalar = new TensorType(op.input().type().dtype(), List.of());
    nodes.add(
        "Pad",
        y,
        List.of(
            x,
            nodes.integers(y, "pads", pads),
            nodes.constant(y + "/value", Tensor.generate(scalar, i -> op.value()))),
        Attribute.of("mode", op.mode().text()));
  }

  private void reshape(String x, List<Integer> dims, String y) {
    boolean batched = dims.contains(TensorType.BATCH);
    if (batched && dims.contains(0)) {
      throw new UnsupportedException(
          "ONNX has no reshape to %s: of two unknown dimensions".formatted(TensorType.text(dims)));
    }
    // -1 is ONNX's, too: the dimension that makes the elements fit.
    nodes.add(
        "Reshape",
        y,
        List.of(x, nodes.integers(y, "shape", dims)),
        Attribute.of("allowzero", dims.contains(0) ? 1 : 0));
  }

  private void expand(Expand op, String x, String y) {
    List<Integer> dims = new ArrayList<>(op.dims());
    boolean batched = !dims.isEmpty() && dims.getFirst() == TensorType.BATCH;
    if (batched && !op.input().type().isBatched()) {
      List<Integer> others = dims.subList(1, dims.size());
      String batch =
          nodes.step(
              y, "Shape", List.of(batchedInput), Attribute.of("start", 0), Attribute.of("end", 1));
      String image = nodes.integers(y, "image", others);
      String shape = nodes.step(y, "Concat", List.of(batch, image), Attribute.of("axis", 0));
      nodes.add("Expand", y, List.of(x, shape));
      return;
    }
    if (batched) {
      // 1 leaves the dimension as it is.
      dims.set(0, 1);
    }
    nodes.add("Expand", y, List.of(x, nodes.integers(y, "shape", dims)));
  }

  /** The anchor, then each step as an op of its own. */
  private void fused(Fused op, Function<Value, String> in, String y) {
    String previous = nodes.fresh(y, "anchor");
    write(op.anchor(), in, previous);
    for (int i = 0; i < op.epilogue().size(); i++) {
      boolean last = i == op.epilogue().size() - 1;
      String result = last ? y : nodes.fresh(y, "epilogue");
      String from = previous;
      write(op.epilogue().get(i), v -> v.isPrevious() ? from : in.apply(v), result);
      previous = result;
    }
  }
}
