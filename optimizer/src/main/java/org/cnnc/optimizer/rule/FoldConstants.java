package org.cnnc.optimizer.rule;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.cnnc.ir.Graph;
import org.cnnc.ir.Origin;
import org.cnnc.ir.interpreter.GraphInterpreter;
import org.cnnc.ir.op.ArgReduce;
import org.cnnc.ir.op.AvgPool2d;
import org.cnnc.ir.op.BatchNorm;
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
import org.cnnc.ir.op.Macs;
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
import org.cnnc.ir.tensor.DType;
import org.cnnc.ir.tensor.Tensor;
import org.cnnc.ir.tensor.TensorType;
import org.cnnc.ir.tensor.Value;

/**
 * {@code op(constants) → constant}, the interpreter's result
 *
 * <p>Not where the constant would be larger than those it is made of, unless it is small anyway: an
 * expanded scalar belongs in the code, not in the file. Large weights are only ever reshaped, which
 * takes no copy, or transposed.
 */
public record FoldConstants() implements Rule<Op> {
  /** Elements that a result may have however small its operands are: 4 KiB of f32. */
  private static final long SMALL = 1 << 10;

  /** Elements that the interpreter, which computes in double, may hold: 8 MiB. */
  private static final long MAX_ELEMENTS = 1 << 20;

  /** Elementary steps of the interpreter: well under a second. */
  private static final long MAX_WORK = 1 << 26;

  @Override
  public Class<Op> root() {
    return Op.class;
  }

  @Override
  public Optional<Value> apply(Op op, Rewriter rw) {
    List<Constant> operands =
        op.operands().stream()
            .map(rw::definition)
            .filter(Constant.class::isInstance)
            .map(Constant.class::cast)
            .toList();
    boolean isConstant = !operands.isEmpty() && operands.size() == op.operands().size();
    if (!isConstant || op.resultTypes().size() != 1 || op.resultTypes().getFirst().isBatched()) {
      return Optional.empty();
    }
    String name =
        operands.stream().map(Constant::name).filter(n -> !n.isEmpty()).findFirst().orElse("");
    return folded(op, operands).map(tensor -> rw.emit(new Constant(name, tensor)));
  }

  private static Optional<Tensor> folded(Op op, List<Constant> operands) {
    TensorType type = op.resultTypes().getFirst();
    Tensor first = operands.getFirst().value();
    if (op instanceof Reshape) {
      return Optional.of(first.reshaped(type));
    }
    if (op instanceof Transpose transpose
        && type.dtype() == DType.F32
        && type.elements() > MAX_ELEMENTS) {
      return Optional.of(first.transposed(transpose.permutation()));
    }
    long operandElements = operands.stream().mapToLong(c -> c.value().type().elements()).sum();
    boolean isSmall =
        type.elements() <= Math.max(operandElements, SMALL)
            && operandElements + type.elements() <= MAX_ELEMENTS
            && work(op) <= MAX_WORK;
    return isSmall ? Optional.of(interpreted(op, operands)) : Optional.empty();
  }

  /** The steps of ops that look at more than one element of an operand for one of the result. */
  private static long work(Op op) {
    long results = op.resultTypes().getFirst().elements();
    return switch (op) {
      case MaxPool2d max -> results * area(max.pool());
      case MaxPoolIndices2d max -> results * area(max.pool());
      case AvgPool2d avg -> results * area(avg.pool());
      case Resample resample -> results * resample.taps().type().dim(1);
      case TopK topk -> topk.input().type().elements() * topk.input().type().dim(topk.axis());
      case Input _,
          Parameter _,
          Constant _,
          Conv2d _,
          ConvTranspose2d _,
          Linear _,
          BatchNorm _,
          ElementwiseOp _,
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
          Gather _,
          GatherElements _,
          ArgReduce _,
          MaxUnpool2d _,
          MatMul _,
          LocallyConnected2d _,
          Fused _ ->
          Macs.of(op);
    };
  }

  private static long area(PoolWindow pool) {
    return (long) pool.kernelH() * pool.kernelW();
  }

  private static Tensor interpreted(Op op, List<Constant> operands) {
    Graph.Builder graph = new Graph.Builder("constants");
    List<Value> values = operands.stream().map(c -> graph.add(c, Origin.NONE)).toList();
    List<Value> before = op.operands();
    Op here = op.mapOperands(value -> values.get(before.indexOf(value)));
    graph.output("y", graph.add(here, Origin.NONE));
    return GraphInterpreter.run(graph.build(), Map.of()).get("y");
  }
}
