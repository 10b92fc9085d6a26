package org.cnnc.ir.op;

import java.util.List;
import java.util.function.UnaryOperator;
import org.cnnc.ir.tensor.TensorType;
import org.cnnc.ir.tensor.Value;

/**
 * An operator with its operands and attributes, each by its field's name. Constructors check the
 * operands' shapes and throw {@link ShapeException}; whatever else is to be known of an op
 * (printing, interpreting, lowering) is an exhaustive switch in one class for each concern.
 *
 * <p>Logical shapes are NCHW. The bias is never absent (zeros are written), and depthwise
 * convolution is the case {@code groups == C}.
 */
public sealed interface Op
    permits Input,
        Parameter,
        Constant,
        ElementwiseOp,
        Conv2d,
        ConvTranspose2d,
        Linear,
        MaxPool2d,
        AvgPool2d,
        BatchNorm,
        Softmax,
        Reduce,
        Concat,
        Slice,
        Pad,
        Reshape,
        Transpose,
        Expand,
        Identity,
        Dropout,
        Gather,
        GatherElements,
        ArgReduce,
        TopK,
        MaxPoolIndices2d,
        MaxUnpool2d,
        MatMul,
        LocallyConnected2d,
        Resample,
        Fused {

  /** The values this op reads, in the order of its fields. */
  List<Value> operands();

  /** The same op on other operands; shapes are checked again. */
  Op mapOperands(UnaryOperator<Value> f);

  /** The types of the results, in order; one for most ops. */
  List<TensorType> resultTypes();
}
