package org.cnnc.frontend.onnx;

import static org.cnnc.frontend.onnx.OnnxOperator.any;
import static org.cnnc.frontend.onnx.OnnxOperator.real;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.cnnc.frontend.onnx.OnnxOperator.Elements;
import org.cnnc.ir.op.BinaryKind;
import org.cnnc.ir.op.Extremum;
import org.cnnc.ir.op.Identity;
import org.cnnc.ir.op.ReduceKind;
import org.cnnc.ir.op.UnaryKind;
import org.cnnc.ir.op.Where;
import org.cnnc.ir.tensor.Value;

/**
 * Every operator of ONNX that can be read, but for {@code Constant}, which {@link GraphImport}
 * does.
 */
final class OnnxOperators {
  /** The oldest opset that is read: in older ones most operators mean something else. */
  static final int OLDEST_OPSET = 6;

  private static final String INFERENCE = "training";
  private static final String SPATIAL = "3 and more spatial dimensions";
  private static final String KNOWN = "axes that are computed at run time";

  private static final SortedMap<String, OnnxOperator> TABLE = table();

  private OnnxOperators() {}

  private static SortedMap<String, OnnxOperator> table() {
    SortedMap<String, OnnxOperator> table = new TreeMap<>();
    Stream.of(
            functions(),
            binaries(),
            windows(),
            products(),
            reductions(),
            normalizations(),
            moves(),
            shapes(),
            choices())
        .flatMap(List::stream)
        .forEach(operator -> table.put(operator.name(), operator));
    return Collections.unmodifiableSortedMap(table);
  }

  static Optional<OnnxOperator> find(String name) {
    return Optional.ofNullable(TABLE.get(name));
  }

  /** All of them, sorted by name. */
  static Map<String, OnnxOperator> all() {
    return TABLE;
  }

  /** Functions of single elements. */
  private static List<OnnxOperator> functions() {
    return List.of(
        unary("Relu", 6, UnaryKind.RELU),
        real("LeakyRelu", 6, n -> elements(n).unary(UnaryKind.LEAKY_RELU, n.real("alpha", 0.01f))),
        real("Elu", 6, n -> elements(n).unary(UnaryKind.ELU, n.real("alpha", 1))),
        real(
            "Selu",
            6,
            n ->
                elements(n)
                    .unary(
                        UnaryKind.SELU, n.real("alpha", 1.6732632f), n.real("gamma", 1.050701f))),
        real("Celu", 12, n -> elements(n).unary(UnaryKind.CELU, n.real("alpha", 1))),
        real("Gelu", 20, n -> elements(n).gelu()),
        real("Swish", 24, n -> elements(n).swish()),
        unary("Mish", 18, UnaryKind.MISH),
        unary("Sigmoid", 6, UnaryKind.SIGMOID),
        real(
            "HardSigmoid",
            6,
            n ->
                elements(n)
                    .unary(UnaryKind.HARD_SIGMOID, n.real("alpha", 0.2f), n.real("beta", 0.5f))),
        unary("HardSwish", 14, UnaryKind.HARD_SWISH),
        real("Clip", 6, n -> elements(n).clip()).but("limits that are computed at run time"),
        unary("Tanh", 6, UnaryKind.TANH),
        unary("Softplus", 6, UnaryKind.SOFTPLUS),
        unary("Softsign", 6, UnaryKind.SOFTSIGN),
        unary("Exp", 6, UnaryKind.EXP),
        unary("Log", 6, UnaryKind.LOG),
        unary("Sqrt", 6, UnaryKind.SQRT),
        unary("Abs", 6, UnaryKind.ABS),
        unary("Neg", 6, UnaryKind.NEG),
        unary("Reciprocal", 6, UnaryKind.RECIPROCAL),
        unary("Erf", 9, UnaryKind.ERF),
        unary("Floor", 6, UnaryKind.FLOOR),
        unary("Ceil", 6, UnaryKind.CEIL),
        unary("Round", 11, UnaryKind.ROUND),
        unary("Sign", 9, UnaryKind.SIGN),
        real("Shrink", 9, n -> elements(n).shrink()),
        real("ThresholdedRelu", 10, n -> elements(n).thresholdedRelu()),
        real("IsNaN", 9, n -> elements(n).isNaN()),
        any("Not", 6, n -> elements(n).not(n.in(0))),
        several("Dropout", 6, n -> elements(n).dropout()).but(INFERENCE));
  }

  private static List<OnnxOperator> binaries() {
    return List.of(
        binary("Add", 6, BinaryKind.ADD),
        binary("Sub", 6, BinaryKind.SUB),
        binary("Mul", 6, BinaryKind.MUL),
        binary("Div", 6, BinaryKind.DIV),
        binary("PRelu", 6, BinaryKind.PRELU),
        binary("Equal", 6, BinaryKind.EQUAL),
        binary("Less", 6, BinaryKind.LESS),
        binary("LessOrEqual", 12, BinaryKind.LESS_EQUAL),
        binary("Greater", 6, BinaryKind.GREATER),
        binary("GreaterOrEqual", 12, BinaryKind.GREATER_EQUAL),
        binary("And", 6, BinaryKind.AND),
        binary("Or", 6, BinaryKind.OR),
        any("Xor", 6, n -> elements(n).xor()),
        any("Pow", 6, n -> elements(n).pow()),
        any("Mod", 10, n -> elements(n).mod()),
        any("Sum", 6, n -> elements(n).chain(BinaryKind.ADD)),
        any("Max", 6, n -> elements(n).chain(BinaryKind.MAX)),
        any("Min", 6, n -> elements(n).chain(BinaryKind.MIN)),
        real("Mean", 6, n -> elements(n).mean()),
        any("Where", 9, n -> n.add(new Where(n.in(0), n.in(1), n.in(2)))));
  }

  private static List<OnnxOperator> windows() {
    return List.of(
        real("Conv", 6, n -> new ConvolutionImport(n).conv()).but(SPATIAL),
        real("ConvTranspose", 6, n -> new ConvolutionImport(n).convTranspose()).but(SPATIAL),
        new OnnxOperator(
            "MaxPool",
            6,
            Elements.REAL,
            SPATIAL + "; indices of 1-D, or column by column (`storage_order=1`)",
            n -> new ConvolutionImport(n).maxPool()),
        real("AveragePool", 6, n -> new ConvolutionImport(n).averagePool()).but(SPATIAL),
        real("LpPool", 6, n -> new ConvolutionImport(n).lpPool()).but(SPATIAL + "; `ceil_mode`"),
        real("MaxUnpool", 9, n -> new SelectionImport(n).maxUnpool())
            .but("other than 2 spatial dimensions; an output shape that is computed at run time"),
        real("GlobalAveragePool", 6, n -> new ReduceImport(n).global(ReduceKind.MEAN)),
        real("GlobalMaxPool", 6, n -> new ReduceImport(n).global(ReduceKind.MAX)),
        real("Resize", 10, n -> new ResizeImport(n).resize())
            .but("sizes, scales or crops that are computed at run time; a batch that changes"),
        real("Upsample", 6, n -> new ResizeImport(n).resize())
            .but("scales that are computed at run time"),
        real("DepthToSpace", 6, n -> new MovementImport(n).depthToSpace()),
        real("SpaceToDepth", 6, n -> new MovementImport(n).spaceToDepth()));
  }

  private static List<OnnxOperator> products() {
    return List.of(
        real("Gemm", 6, n -> new ConvolutionImport(n).gemm()),
        real("MatMul", 6, n -> new ConvolutionImport(n).matMul()));
  }

  private static List<OnnxOperator> reductions() {
    return List.of(
        any("ReduceSum", 6, n -> reduce(n).reduce(ReduceKind.SUM)).but(KNOWN),
        any("ReduceMean", 6, n -> reduce(n).reduce(ReduceKind.MEAN)).but(KNOWN),
        any("ReduceMax", 6, n -> reduce(n).reduce(ReduceKind.MAX)).but(KNOWN),
        any("ReduceMin", 6, n -> reduce(n).reduce(ReduceKind.MIN)).but(KNOWN),
        any("ReduceProd", 6, n -> reduce(n).reduce(ReduceKind.PROD)).but(KNOWN),
        any("ReduceSumSquare", 6, n -> reduce(n).sumOfSquares()).but(KNOWN),
        real("ReduceL1", 6, n -> reduce(n).sumOfMagnitudes()).but(KNOWN),
        real("ReduceL2", 6, n -> reduce(n).length()).but(KNOWN),
        real("ReduceLogSum", 6, n -> reduce(n).logarithmOfSum()).but(KNOWN),
        real("ReduceLogSumExp", 6, n -> reduce(n).logarithmOfSumOfExponentials()).but(KNOWN),
        real("ArgMax", 6, n -> new SelectionImport(n).argReduce(Extremum.MAX)),
        real("ArgMin", 6, n -> new SelectionImport(n).argReduce(Extremum.MIN)),
        real("Hardmax", 13, n -> new SelectionImport(n).hardmax()),
        real("Softmax", 6, n -> reduce(n).softmax(false)),
        real("LogSoftmax", 6, n -> reduce(n).softmax(true)));
  }

  private static List<OnnxOperator> normalizations() {
    return List.of(
        real("BatchNormalization", 6, n -> elements(n).batchNorm())
            .but(INFERENCE + "; `spatial=0`"),
        real("InstanceNormalization", 6, n -> new NormalizationImport(n).instance()),
        new OnnxOperator(
            "LayerNormalization", 17, Elements.REAL, "", n -> new NormalizationImport(n).layer()),
        real("GroupNormalization", 21, n -> new NormalizationImport(n).group()),
        real("LRN", 6, n -> new NormalizationImport(n).local()),
        real("LpNormalization", 6, n -> new NormalizationImport(n).length()),
        real("MeanVarianceNormalization", 9, n -> new NormalizationImport(n).meanVariance()));
  }

  /** What moves elements. */
  private static List<OnnxOperator> moves() {
    return List.of(
        any("Identity", 6, n -> n.add(new Identity(n.in(0)))),
        any("Concat", 6, n -> new MovementImport(n).concat()),
        several("Split", 6, n -> new MovementImport(n).split())
            .but("sizes that are computed at run time"),
        any("Slice", 6, n -> new MovementImport(n).slice())
            .but("bounds that are computed at run time"),
        any("Pad", 6, n -> new MovementImport(n).pad())
            .but("pads that are computed at run time; `mode=wrap`"),
        any("Reshape", 6, n -> new ReshapeImport(n).reshape())
            .but("shapes that are computed at run time from more than sizes"),
        any("Flatten", 6, n -> new ReshapeImport(n).flatten()),
        any("Squeeze", 6, n -> new ReshapeImport(n).squeeze()).but(KNOWN),
        any("Unsqueeze", 6, n -> new ReshapeImport(n).unsqueeze()).but(KNOWN),
        any("Transpose", 6, n -> new MovementImport(n).transpose()),
        any("Expand", 8, n -> new ReshapeImport(n).expand())
            .but("shapes that are computed at run time from more than sizes"),
        any("Tile", 6, n -> new MovementImport(n).tile())
            .but("repeats that are computed at run time, or of more than 64"),
        any("Cast", 6, n -> new ShapeImport(n).cast()).but("strings"),
        any("CastLike", 15, n -> new ShapeImport(n).castLike()));
  }

  /** What computes shapes, which are known when the model is read. */
  private static List<OnnxOperator> shapes() {
    return List.of(
        any("Shape", 6, n -> new ShapeImport(n).shape()),
        any("Size", 6, n -> new ShapeImport(n).size()).but("the size of a batch without a size"),
        any("ConstantOfShape", 9, n -> new ShapeImport(n).constantOfShape())
            .but("shapes that are computed at run time"),
        any("Range", 11, n -> new ShapeImport(n).range())
            .but("bounds that are computed at run time"));
  }

  /** What chooses elements by numbers that are computed. */
  private static List<OnnxOperator> choices() {
    return List.of(
        any("Gather", 6, n -> new MovementImport(n).gather()),
        any("ScatterElements", 11, n -> new SelectionImport(n).scatterElements())
            .but("other than into zeros along axis 2 of 3; reductions"),
        any("GatherElements", 11, n -> new SelectionImport(n).gatherElements()),
        new OnnxOperator(
            "TopK",
            6,
            Elements.REAL,
            "a `k` that is computed at run time",
            n -> new SelectionImport(n).topK()));
  }

  private static ElementwiseImport elements(NodeInput node) {
    return new ElementwiseImport(node);
  }

  private static ReduceImport reduce(NodeInput node) {
    return new ReduceImport(node);
  }

  private static OnnxOperator unary(String name, int since, UnaryKind kind) {
    return real(name, since, n -> elements(n).unary(kind));
  }

  private static OnnxOperator binary(String name, int since, BinaryKind kind) {
    return any(name, since, n -> elements(n).binary(kind));
  }

  private static OnnxOperator several(
      String name, int since, Function<NodeInput, List<Value>> reading) {
    return new OnnxOperator(name, since, Elements.ANY, "", reading);
  }
}
