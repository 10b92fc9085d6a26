package org.cnnc.ir.op;

import org.cnnc.ir.tensor.TensorType;
import org.cnnc.ir.tensor.Value;

/**
 * Counts multiply-accumulates: those of convolutions, linear layers and products of matrices,
 * padding included, as papers count them. Everything else counts as none.
 */
public final class Macs {
  private Macs() {}

  /**
   * The multiply-accumulates of an op for one image; for a fixed first dimension, for all of it.
   */
  public static long of(Op op) {
    return switch (op) {
      case Conv2d conv -> macs(conv.resultTypes().getFirst(), conv.weight());
      case ConvTranspose2d conv -> macs(conv.input().type(), conv.weight());
      case Linear linear -> macs(linear.resultTypes().getFirst(), linear.weight());
      case MatMul product ->
          Math.multiplyExact(
              product.resultTypes().getFirst().elements(), product.left().type().dims().getLast());
      case LocallyConnected2d local -> local.weight().type().elements();
      case Fused fused -> of(fused.anchor());
      case Input _,
          Parameter _,
          Constant _,
          MaxPool2d _,
          AvgPool2d _,
          BatchNorm _,
          Affine _,
          Unary _,
          Binary _,
          Softmax _,
          Reduce _,
          Concat _,
          Slice _,
          Pad _,
          Reshape _,
          Transpose _,
          Expand _,
          Identity _,
          Dropout _,
          Cast _,
          Where _,
          Gather _,
          GatherElements _,
          ArgReduce _,
          TopK _,
          MaxPoolIndices2d _,
          MaxUnpool2d _,
          Resample _ ->
          0;
    };
  }

  /** Each of these elements meets the weight elements of one index of the weight's first axis. */
  private static long macs(TensorType elements, Value weight) {
    TensorType w = weight.type();
    return w.dim(0) == 0 ? 0 : Math.multiplyExact(elements.elements(), w.elements() / w.dim(0));
  }
}
