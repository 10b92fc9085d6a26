package org.cnnc.frontend.onnx;

import java.util.List;
import java.util.Optional;
import org.cnnc.ir.UnsupportedException;
import org.cnnc.ir.op.BinaryKind;
import org.cnnc.ir.op.Extremum;
import org.cnnc.ir.op.Identity;
import org.cnnc.ir.op.ReduceKind;
import org.cnnc.ir.op.UnaryKind;
import org.cnnc.ir.op.Where;
import org.cnnc.ir.tensor.Value;

/** ONNX's operators, each as the ops that it means. */
final class NodeTranslator {
  private NodeTranslator() {}

  /**
   * The results of a node, in order; those behind the last one given are not supported.
   *
   * @throws UnsupportedException where no op does what the node does
   * @throws OnnxException where the node contradicts itself
   */
  static List<Value> translate(NodeInput node) {
    switch (node.opType()) {
      case "Split" -> {
        return new ShapeImport(node).split();
      }
      case "TopK" -> {
        return new SelectionImport(node).topK();
      }
      case "MaxPool" -> {
        return new ConvolutionImport(node).maxPool();
      }
      case "Dropout" -> {
        return new ElementwiseImport(node).dropout();
      }
      case "LayerNormalization" -> {
        return new NormalizationImport(node).layer();
      }
      default -> {}
    }
    return List.of(
        elementwise(node)
            .or(() -> moving(node))
            .or(() -> computing(node))
            .or(() -> selecting(node))
            .orElseThrow(() -> new UnsupportedException("the operator is not supported")));
  }

  private static Optional<Value> elementwise(NodeInput node) {
    ElementwiseImport op = new ElementwiseImport(node);
    return Optional.ofNullable(
        switch (node.opType()) {
          case "Relu" -> op.unary(UnaryKind.RELU);
          case "LeakyRelu" -> op.unary(UnaryKind.LEAKY_RELU, node.real("alpha", 0.01f));
          case "Elu" -> op.unary(UnaryKind.ELU, node.real("alpha", 1));
          case "Selu" ->
              op.unary(
                  UnaryKind.SELU, node.real("alpha", 1.6732632f), node.real("gamma", 1.050701f));
          case "Celu" -> op.unary(UnaryKind.CELU, node.real("alpha", 1));
          case "Gelu" -> op.gelu();
          case "Mish" -> op.unary(UnaryKind.MISH);
          case "Sigmoid" -> op.unary(UnaryKind.SIGMOID);
          case "HardSigmoid" ->
              op.unary(UnaryKind.HARD_SIGMOID, node.real("alpha", 0.2f), node.real("beta", 0.5f));
          case "HardSwish" -> op.unary(UnaryKind.HARD_SWISH);
          case "Clip" -> op.clip();
          case "Tanh" -> op.unary(UnaryKind.TANH);
          case "Softplus" -> op.unary(UnaryKind.SOFTPLUS);
          case "Softsign" -> op.unary(UnaryKind.SOFTSIGN);
          case "Exp" -> op.unary(UnaryKind.EXP);
          case "Log" -> op.unary(UnaryKind.LOG);
          case "Sqrt" -> op.unary(UnaryKind.SQRT);
          case "Abs" -> op.unary(UnaryKind.ABS);
          case "Neg" -> op.unary(UnaryKind.NEG);
          case "Reciprocal" -> op.unary(UnaryKind.RECIPROCAL);
          case "Erf" -> op.unary(UnaryKind.ERF);
          case "Floor" -> op.unary(UnaryKind.FLOOR);
          case "Ceil" -> op.unary(UnaryKind.CEIL);
          case "Round" -> op.unary(UnaryKind.ROUND);
          case "Sign" -> op.unary(UnaryKind.SIGN);
          case "Shrink" -> op.shrink();
          case "ThresholdedRelu" -> op.thresholdedRelu();
          case "Equal" -> op.binary(BinaryKind.EQUAL);
          case "Less" -> op.binary(BinaryKind.LESS);
          case "LessOrEqual" -> op.binary(BinaryKind.LESS_EQUAL);
          case "Greater" -> op.binary(BinaryKind.GREATER);
          case "GreaterOrEqual" -> op.binary(BinaryKind.GREATER_EQUAL);
          case "And" -> op.binary(BinaryKind.AND);
          case "Or" -> op.binary(BinaryKind.OR);
          case "Mod" -> op.mod();
          case "Where" -> node.add(new Where(node.in(0), node.in(1), node.in(2)));
          case "Add" -> op.binary(BinaryKind.ADD);
          case "Sub" -> op.binary(BinaryKind.SUB);
          case "Mul" -> op.binary(BinaryKind.MUL);
          case "Div" -> op.binary(BinaryKind.DIV);
          case "Pow" -> op.pow();
          case "PRelu" -> op.binary(BinaryKind.PRELU);
          case "Sum" -> op.chain(BinaryKind.ADD);
          case "Max" -> op.chain(BinaryKind.MAX);
          case "Min" -> op.chain(BinaryKind.MIN);
          case "Mean" -> op.mean();
          case "BatchNormalization" -> op.batchNorm();
          default -> null;
        });
  }

  private static Optional<Value> moving(NodeInput node) {
    ShapeImport op = new ShapeImport(node);
    return Optional.ofNullable(
        switch (node.opType()) {
          case "Identity" -> node.add(new Identity(node.in(0)));
          case "Shape" -> op.shape();
          case "Size" -> op.size();
          case "ConstantOfShape" -> op.constantOfShape();
          case "Cast" -> op.cast();
          case "Gather" -> op.gather();
          case "Concat" -> op.concat();
          case "Slice" -> op.slice();
          case "Pad" -> op.pad();
          case "Reshape" -> op.reshape();
          case "Flatten" -> op.flatten();
          case "Squeeze" -> op.squeeze();
          case "Unsqueeze" -> op.unsqueeze();
          case "Transpose" -> op.transpose();
          case "Expand" -> op.expand();
          case "Tile" -> op.tile();
          case "DepthToSpace" -> op.depthToSpace();
          case "SpaceToDepth" -> op.spaceToDepth();
          default -> null;
        });
  }

  private static Optional<Value> selecting(NodeInput node) {
    SelectionImport op = new SelectionImport(node);
    NormalizationImport normalization = new NormalizationImport(node);
    return Optional.ofNullable(
        switch (node.opType()) {
          case "ArgMax" -> op.argReduce(Extremum.MAX);
          case "ArgMin" -> op.argReduce(Extremum.MIN);
          case "Hardmax" -> op.hardmax();
          case "GatherElements" -> op.gatherElements();
          case "MaxUnpool" -> op.maxUnpool();
          case "Resize", "Upsample" -> new ResizeImport(node).resize();
          case "LRN" -> normalization.local();
          case "InstanceNormalization" -> normalization.instance();
          case "GroupNormalization" -> normalization.group();
          case "LpNormalization" -> normalization.length();
          case "MeanVarianceNormalization" -> normalization.meanVariance();
          default -> null;
        });
  }

  private static Optional<Value> computing(NodeInput node) {
    ConvolutionImport op = new ConvolutionImport(node);
    ReduceImport reduce = new ReduceImport(node);
    return Optional.ofNullable(
        switch (node.opType()) {
          case "Conv" -> op.conv();
          case "ConvTranspose" -> op.convTranspose();
          case "LpPool" -> op.lpPool();
          case "AveragePool" -> op.averagePool();
          case "Gemm" -> op.gemm();
          case "MatMul" -> op.matMul();
          case "GlobalAveragePool" -> reduce.global(ReduceKind.MEAN);
          case "GlobalMaxPool" -> reduce.global(ReduceKind.MAX);
          case "Softmax" -> reduce.softmax(false);
          case "LogSoftmax" -> reduce.softmax(true);
          case "ReduceSum" -> reduce.reduce(ReduceKind.SUM);
          case "ReduceMean" -> reduce.reduce(ReduceKind.MEAN);
          case "ReduceMax" -> reduce.reduce(ReduceKind.MAX);
          case "ReduceMin" -> reduce.reduce(ReduceKind.MIN);
          case "ReduceProd" -> reduce.reduce(ReduceKind.PROD);
          case "ReduceL1" -> reduce.sumOfMagnitudes();
          case "ReduceL2" -> reduce.length();
          case "ReduceSumSquare" -> reduce.sumOfSquares();
          case "ReduceLogSum" -> reduce.logarithmOfSum();
          case "ReduceLogSumExp" -> reduce.logarithmOfSumOfExponentials();
          default -> null;
        });
  }
}
