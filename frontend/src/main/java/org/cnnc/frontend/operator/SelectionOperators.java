package org.cnnc.frontend.operator;

import java.util.List;
import org.cnnc.frontend.known.Known;
import org.cnnc.frontend.operator.OperatorCall.Pair;
import org.cnnc.ir.op.ArgReduce;
import org.cnnc.ir.op.Extremum;
import org.cnnc.ir.op.Gather;
import org.cnnc.ir.op.GatherElements;
import org.cnnc.ir.op.LocallyConnected2d;
import org.cnnc.ir.op.MaxUnpool2d;
import org.cnnc.ir.op.Parameter.Role;
import org.cnnc.ir.op.TopK;
import org.cnnc.ir.op.Window;
import org.cnnc.ir.tensor.TensorType;
import org.cnnc.ir.tensor.Value;

/** Operators that find elements or put them where indices say, and layers with local weights. */
final class SelectionOperators {
  private static final Formal X = Formal.required("x");
  private static final Formal AXIS = Formal.of("axis", 1, "dim");

  private static final List<Formal> SEARCH =
      List.of(
          X,
          AXIS,
          Formal.of("keep", false, "keepdim", "keepdims"),
          Formal.of("last", false, "select_last_index"));

  static final List<Operator> ALL =
      List.of(
          new Operator("argmax", SEARCH, call -> search(call, Extremum.MAX)),
          new Operator("argmin", SEARCH, call -> search(call, Extremum.MIN)),
          new Operator(
              "topk",
              List.of(X, Formal.required("k"), AXIS, Formal.of("largest", true)),
              SelectionOperators::topK),
          new Operator(
              "gather",
              List.of(X, Formal.required("indices", "index"), AXIS),
              call ->
                  call.result(
                      new Gather(
                          call.tensor("x"),
                          call.tensor("indices"),
                          call.axis("axis", call.tensor("x").type())))),
          new Operator(
              "gather_elements",
              List.of(X, Formal.required("indices", "index"), AXIS),
              call ->
                  call.result(
                      new GatherElements(
                          call.tensor("x"),
                          call.tensor("indices"),
                          call.axis("axis", call.tensor("x").type())))),
          new Operator(
              "max_unpool2d",
              List.of(X, Formal.required("indices"), Formal.required("size", "output_size")),
              SelectionOperators::maxUnpool2d),
          new Operator(
              "locally_connected2d",
              List.of(
                  X,
                  Formal.required("out", "filters", "out_channels"),
                  Formal.required("kernel", "kernel_size"),
                  Formal.of("stride", 1, "strides"),
                  Formal.of("padding", 0, "pad")),
              SelectionOperators::locallyConnected2d));

  private SelectionOperators() {}

  /** Of equal elements the first, or the last. */
  private static Known search(OperatorCall call, Extremum extremum) {
    Value x = call.tensor("x");
    int axis = call.axis("axis", x.type());
    return call.result(new ArgReduce(extremum, x, axis, call.flag("keep"), call.flag("last")));
  }

  /** The elements, then their indices. */
  private static Known topK(OperatorCall call) {
    Value x = call.tensor("x");
    int axis = call.axis("axis", x.type());
    Extremum extremum = call.flag("largest") ? Extremum.MAX : Extremum.MIN;
    Value indices = call.add(new TopK(extremum, x, axis, call.positive("k")));
    Known elements = call.result(new GatherElements(x, indices, axis));
    return new Known.Sequence(List.of(elements, new Known.Tensor(indices)), false);
  }

  private static Known maxUnpool2d(OperatorCall call) {
    Pair size = call.positivePair("size");
    return call.result(
        new MaxUnpool2d(call.tensor("x"), call.tensor("indices"), size.height(), size.width()));
  }

  /** The weight is {@code [H', W', out, C, KH, KW]}, the bias {@code [out, H', W']}. */
  private static Known locallyConnected2d(OperatorCall call) {
    TensorType x = Windows.image(call);
    Pair kernel = call.positivePair("kernel");
    Window window = Windows.window(call, x, kernel, call.positivePair("stride"), new Pair(1, 1));
    int out = call.positive("out");
    int h = window.outH("locally_connected2d", x.dim(2), kernel.height());
    int w = window.outW("locally_connected2d", x.dim(3), kernel.width());
    List<Integer> dims = List.of(h, w, out, x.dim(1), kernel.height(), kernel.width());
    return call.result(
        new LocallyConnected2d(
            call.tensor("x"),
            call.parameter("weight", dims, Role.WEIGHT),
            call.parameter("bias", List.of(out, h, w), Role.BIAS),
            window));
  }
}
