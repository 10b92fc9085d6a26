package org.cnnc.frontend.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.SparseTensorProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.cnnc.frontend.diagnostic.Limits;
import org.cnnc.ir.Graph;
import org.cnnc.ir.Origin;
import org.cnnc.ir.UnsupportedException;
import org.cnnc.ir.op.Constant;
import org.cnnc.ir.op.Input;
import org.cnnc.ir.op.Op;
import org.cnnc.ir.tensor.DType;
import org.cnnc.ir.tensor.Tensor;
import org.cnnc.ir.tensor.TensorType;
import org.cnnc.ir.tensor.Value;

/** Translates one ONNX graph, node after node. */
final class GraphImport {
  private static final String CONSTANT = "Constant";

  private final GraphProto proto;
  private final long opset;
  private final TensorReader tensors;
  private final Map<String, Integer> dims;
  private final Graph.Builder builder;
  private final Map<String, Value> values = new HashMap<>();

  /** See {@link NodeInput#placesInImage}. */
  private final Set<Value> placesInImage = new HashSet<>();

  /** Names of values that an unsupported node should have computed. */
  private final Set<String> missing = new HashSet<>();

  private final List<String> unsupported = new ArrayList<>();

  /**
   * @param dims sizes of symbolic dimensions by name: of all but the first of an input
   */
  GraphImport(
      String name, GraphProto proto, long opset, TensorReader tensors, Map<String, Integer> dims) {
    this.proto = proto;
    this.opset = opset;
    this.tensors = tensors;
    this.dims = dims;
    this.builder = new Graph.Builder(name);
  }

  /**
   * @throws UnsupportedException with every node that no op can do the work of
   * @throws OnnxException where the graph contradicts itself
   */
  Graph translate() {
    for (TensorProto initializer : proto.getInitializerList()) {
      initializer(initializer.getName(), () -> tensors.read(initializer));
    }
    for (SparseTensorProto initializer : proto.getSparseInitializerList()) {
      initializer(initializer.getValues().getName(), () -> tensors.read(initializer));
    }
    for (ValueInfoProto input : proto.getInputList()) {
      // Old models list initializers among the inputs.
      if (!values.containsKey(input.getName()) && !missing.contains(input.getName())) {
        checkName(input);
        source("the input", input.getName(), () -> new Input(input.getName(), type(input)));
      }
    }
    proto.getNodeList().forEach(this::node);
    refuseUnsupported();
    if (proto.getOutputCount() == 0) {
      throw new OnnxException("the graph has no output");
    }
    Set<String> outputs = new HashSet<>();
    for (ValueInfoProto output : proto.getOutputList()) {
      if (!outputs.add(output.getName())) {
        throw new OnnxException("two outputs are named `%s`".formatted(output.getName()));
      }
      checkName(output);
      Value value = value(output.getName());
      if (placesInImage.contains(value)) {
        unsupported.add(
            "the output `%s`: its places count through the batch; give the batch a size with --dim"
                .formatted(output.getName()));
      }
      builder.output(output.getName(), value);
    }
    refuseUnsupported();
    return builder.build();
  }

  private void refuseUnsupported() {
    if (!unsupported.isEmpty()) {
      throw new UnsupportedException(String.join("\n", unsupported));
    }
  }

  /** Compiled models say what their inputs and outputs are called: a word, not a text. */
  private static void checkName(ValueInfoProto port) {
    String name = port.getName();
    if (name.isBlank() || name.length() > Limits.NAME_LENGTH || !isPrintable(name)) {
      throw new OnnxException(
          "the name of an input or output is not 1 to %d printable characters"
              .formatted(Limits.NAME_LENGTH));
    }
  }

  /** Names are printed on terminals, which obey control characters. */
  private static boolean isPrintable(String name) {
    return name.chars().noneMatch(Character::isISOControl);
  }

  private void initializer(String name, Supplier<Tensor> tensor) {
    source("the initializer", name, () -> new Constant(name, tensor.get()));
  }

  private void source(String kind, String name, Supplier<Op> op) {
    try {
      define(name, builder.add(op.get(), Origin.NONE));
    } catch (UnsupportedException e) {
      unsupported.add("%s `%s`: %s".formatted(kind, name, e.getMessage()));
      missing.add(name);
    } catch (IllegalArgumentException e) {
      throw new OnnxException("%s `%s`: %s".formatted(kind, name, e.getMessage()));
    }
  }

  private void define(String name, Value value) {
    if (!isPrintable(name)) {
      throw new OnnxException("the name of a tensor has a control character");
    }
    if (values.putIfAbsent(name, value) != null) {
      throw new OnnxException("`%s` is defined twice".formatted(name));
    }
  }

  private Value value(String name) {
    Value value = values.get(name);
    if (value == null) {
      throw new OnnxException("`%s` is used before anything defines it".formatted(name));
    }
    return value;
  }

  private void node(NodeProto node) {
    if (!isPrintable(node.getName())) {
      throw new OnnxException("the name of a node has a control character");
    }
    boolean lacksInputs = node.getInputList().stream().anyMatch(missing::contains);
    try {
      if (lacksInputs) {
        operator(node);
        missing.addAll(node.getOutputList());
        return;
      }
      List<Value> results = results(node);
      for (int i = 0; i < node.getOutputCount(); i++) {
        String name = node.getOutput(i);
        if (i < results.size()) {
          define(name, results.get(i));
        } else if (!name.isEmpty() && isUsed(name)) {
          throw new UnsupportedException("its output %d, `%s`, is used".formatted(i, name));
        }
      }
    } catch (UnsupportedException e) {
      unsupported.add("%s: %s".formatted(described(node), e.getMessage()));
      missing.addAll(node.getOutputList());
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new OnnxException(
          "%s: %s%s".formatted(described(node), e.getMessage(), batchHint(node)));
    } catch (OnnxException e) {
      throw new OnnxException("%s: %s".formatted(described(node), e.getMessage()));
    }
  }

  /** What may help where shapes do not fit: a batch with a size is a dimension as any other. */
  private String batchHint(NodeProto node) {
    return node.getInputList().stream()
            .map(values::get)
            .anyMatch(value -> value != null && value.type().isBatched())
        ? "; if images are mixed here, give the batch a size with --dim"
        : "";
  }

  /** The operator of a node; empty for a constant, which needs none. */
  private static Optional<OnnxOperator> operator(NodeProto node) {
    if (!isOnnx(node.getDomain())) {
      throw new UnsupportedException("operators of %s".formatted(node.getDomain()));
    }
    Optional<OnnxOperator> operator = OnnxOperators.find(node.getOpType());
    if (operator.isEmpty() && !node.getOpType().equals(CONSTANT)) {
      throw new UnsupportedException("the operator is not supported");
    }
    return operator;
  }

  /** Whether a domain is ONNX's own. */
  static boolean isOnnx(String domain) {
    return domain.isEmpty() || domain.equals("ai.onnx");
  }

  private List<Value> results(NodeProto node) {
    Optional<OnnxOperator> operator = operator(node);
    if (node.getOutputCount() == 0) {
      throw new OnnxException("it has no output");
    }
    if (operator.isEmpty()) {
      return List.of(builder.add(new Constant(node.getOutput(0), constant(node)), Origin.NONE));
    }
    List<Optional<Value>> inputs = new ArrayList<>();
    for (String input : node.getInputList()) {
      inputs.add(input.isEmpty() ? Optional.empty() : Optional.of(value(input)));
    }
    List<Value> results =
        operator.get().read(new NodeInput(node, inputs, builder, tensors, placesInImage, opset));
    for (Value result : results) {
      if (result.type().rank() > Limits.RANK) {
        throw new UnsupportedException(
            "its result has %d dimensions; up to %d are supported"
                .formatted(result.type().rank(), Limits.RANK));
      }
    }
    return results;
  }

  private Tensor constant(NodeProto node) {
    if (node.getAttributeCount() != 1) {
      throw new OnnxException("it has not one value");
    }
    AttributeProto value = node.getAttribute(0);
    return switch (value.getName()) {
      case "value" -> tensors.read(value.getT());
      case "sparse_value" -> tensors.read(value.getSparseTensor());
      case "value_float" -> Tensor.filled(TensorType.f32(), value.getF());
      case "value_floats" ->
          Tensor.generate(TensorType.f32(value.getFloatsCount()), i -> value.getFloats((int) i));
      case "value_int" -> Tensor.ofLongs(integers(), new long[] {value.getI()});
      case "value_ints" ->
          Tensor.ofLongs(
              integers(value.getIntsCount()),
              value.getIntsList().stream().mapToLong(Long::longValue).toArray());
      default -> throw new UnsupportedException("its value is a " + value.getName());
    };
  }

  private static TensorType integers(Integer... dims) {
    return new TensorType(DType.I64, List.of(dims));
  }

  private boolean isUsed(String name) {
    return proto.getOutputList().stream().anyMatch(o -> o.getName().equals(name))
        || proto.getNodeList().stream().anyMatch(n -> n.getInputList().contains(name));
  }

  private static String described(NodeProto node) {
    String name =
        node.getName().isEmpty() ? String.join(",", node.getOutputList()) : node.getName();
    return "%s `%s`".formatted(node.getOpType(), name);
  }

  private TensorType type(ValueInfoProto input) {
    TypeProto.Tensor tensor = input.getType().getTensorType();
    var element = TensorProto.DataType.forNumber(tensor.getElemType());
    if (!input.getType().hasTensorType() || element == null) {
      throw new UnsupportedException("it is no tensor");
    }
    if (!tensor.hasShape() || tensor.getShape().getDimCount() > Limits.RANK) {
      throw new UnsupportedException(
          tensor.hasShape()
              ? "more than %d dimensions".formatted(Limits.RANK)
              : "a tensor of unknown rank");
    }
    List<Integer> shape = new ArrayList<>();
    for (int axis = 0; axis < tensor.getShape().getDimCount(); axis++) {
      TensorShapeProto.Dimension dim = tensor.getShape().getDim(axis);
      String name = SymbolicDims.name(input, axis);
      Integer size = dims.get(name);
      if (SymbolicDims.isSized(dim)) {
        shape.add(NodeInput.size(dim.getDimValue()));
      } else if (size != null) {
        shape.add(size);
      } else {
        // The first: the reader has seen that all others have sizes.
        shape.add(TensorType.BATCH);
      }
    }
    return new TensorType(ElementType.widened(element, input.getName()), shape);
  }
}
