package org.cnnc.optimizer;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.cnnc.ir.loop.Buffer;
import org.cnnc.ir.op.Binary;
import org.cnnc.ir.op.Conv2d;
import org.cnnc.ir.op.ConvTranspose2d;
import org.cnnc.ir.op.ElementwiseOp;
import org.cnnc.ir.op.Fused;
import org.cnnc.ir.op.Linear;
import org.cnnc.ir.op.LocallyConnected2d;
import org.cnnc.ir.op.Op;
import org.cnnc.ir.op.Reduce;
import org.cnnc.ir.op.Unary;
import org.cnnc.optimizer.cpu.Schedule;

/**
 * Names that say what a kernel does: {@code conv2d_relu_k3s1_64x56x56_direct_6x4} is what it
 * computes, its window, its result and its schedule.
 */
final class KernelNames {
  private KernelNames() {}

  /** The role of an operand, which is its buffer's name. */
  static String operand(Op op, int position) {
    Op anchor = op instanceof Fused fused ? fused.anchor() : op;
    int count = anchor.operands().size();
    if (position >= count) {
      return "e" + (position - count);
    }
    boolean weighted =
        anchor instanceof Conv2d
            || anchor instanceof ConvTranspose2d
            || anchor instanceof LocallyConnected2d
            || anchor instanceof Linear;
    if (weighted) {
      return List.of("x", "weight", "bias").get(position);
    }
    return count == 1 ? "x" : "x" + position;
  }

  static String kernel(Op op, Buffer result, Schedule schedule) {
    List<String> parts = new ArrayList<>();
    if (op instanceof Fused(Op anchor, List<ElementwiseOp> epilogue)) {
      parts.add(word(anchor));
      epilogue.forEach(step -> parts.add(word(step)));
      window(anchor, parts);
    } else {
      parts.add(word(op));
      window(op, parts);
    }
    parts.add(
        result.shape().stream().skip(1).map(String::valueOf).collect(Collectors.joining("x")));
    parts.add(schedule.name());
    return parts.stream().filter(part -> !part.isEmpty()).collect(Collectors.joining("_"));
  }

  /** An op is called as its class, but where one class has several kinds. */
  private static String word(Op op) {
    if (op instanceof Unary unary) {
      return unary.kind().text();
    }
    if (op instanceof Binary binary) {
      return binary.kind().text();
    }
    String name =
        op.getClass()
            .getSimpleName()
            .replaceAll("(?<=[a-z0-9])(?=[A-Z])", "_")
            .toLowerCase(Locale.ROOT);
    return op instanceof Reduce reduce ? name + "_" + reduce.kind().text() : name;
  }

  private static void window(Op op, List<String> parts) {
    if (op instanceof Conv2d conv) {
      int kh = conv.weight().type().dim(2);
      int kw = conv.weight().type().dim(3);
      String kernel = kh == kw ? "k" + kh : "k" + kh + "x" + kw;
      parts.add(kernel + "s" + conv.window().strideH());
    }
  }
}
