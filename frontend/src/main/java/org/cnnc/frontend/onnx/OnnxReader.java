package org.cnnc.frontend.onnx;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.cnnc.frontend.ModelDefinition;
import org.cnnc.frontend.ModelDefinition.InputSpec;
import org.cnnc.frontend.ModelDefinition.OutputSpec;
import org.cnnc.frontend.diagnostic.Code;
import org.cnnc.frontend.diagnostic.Diagnostic;
import org.cnnc.frontend.diagnostic.DiagnosticException;
import org.cnnc.ir.Graph;
import org.cnnc.ir.UnsupportedException;

/**
 * Reads ONNX models as graphs. What computes shapes is folded away; an unknown first dimension of
 * an input is the batch. Weights of 16 bits are widened to f32.
 */
public final class OnnxReader {
  /** Messages nest no deeper than a subgraph's type does; deeper ones are an attack. */
  private static final int MAX_NESTING = 64;

  private OnnxReader() {}

  /**
   * Reads a model.
   *
   * @param dims sizes of symbolic dimensions by name; the batch, too, may be given one
   * @throws DiagnosticException where the file is damaged or not there
   * @throws UnsupportedException where it asks for what no op of the graph can do: every such node,
   *     a line each
   */
  public static Graph read(Path file, Map<String, Integer> dims) {
    return imported(file, () -> graph(file, parse(file), dims));
  }

  /**
   * Reads a model as {@link #read} does, as the definition of a model whose weights are in its
   * graph. Its sources are the file and those of its external data.
   *
   * @throws DiagnosticException also where {@code dims} has a name that the model does not, or a
   *     size below 1
   */
  public static ModelDefinition load(Path file, Map<String, Integer> dims) {
    return imported(
        file,
        () -> {
          ModelProto model = parse(file);
          check(file, new SymbolicDims(model.getGraph()), dims);
          Graph graph = graph(file, model, dims);
          return new ModelDefinition(
              graph.name(),
              model.getDocString(),
              graph,
              graph.inputs().stream()
                  .map(input -> new InputSpec(input.name(), input.type(), Optional.empty()))
                  .toList(),
              graph.outputs().stream()
                  .map(
                      output ->
                          new OutputSpec(output.name(), output.value().type(), Optional.empty()))
                  .toList(),
              Optional.empty(),
              List.of(),
              SourceFiles.of(file, model.getGraph()),
              List.of(graph.name()));
        });
  }

  /**
   * The sizes that arrays for a model's inputs give to its symbolic dimensions; the first dimension
   * is left open, as the batch. Arrays that fit no input say nothing.
   *
   * @param shapes of arrays, by the inputs' names
   * @throws DiagnosticException where the file is damaged or not there
   */
  public static SortedMap<String, Integer> sizes(Path file, Map<String, List<Integer>> shapes) {
    return imported(file, () -> new SymbolicDims(parse(file).getGraph()).sizes(shapes));
  }

  /**
   * The names of a model's inputs, sorted.
   *
   * @throws DiagnosticException where the file is damaged or not there
   */
  public static Set<String> inputs(Path file) {
    return imported(file, () -> new SymbolicDims(parse(file).getGraph()).inputs());
  }

  /** Gives the failures of an import their file. */
  private static <T> T imported(Path file, Supplier<T> action) {
    try {
      return action.get();
    } catch (OnnxException e) {
      throw new DiagnosticException(
          Diagnostic.ofFile(file.toString(), Code.ONNX_FILE, e.getMessage()));
    } catch (UnsupportedException e) {
      throw new UnsupportedException(
          "%s: not supported:%n%s".formatted(file, e.getMessage().indent(2).stripTrailing()));
    }
  }

  private static Graph graph(Path file, ModelProto model, Map<String, Integer> dims) {
    long opset = opset(model);
    checkOpen(file, new SymbolicDims(model.getGraph()).open(dims.keySet()));
    Path folder = file.toAbsolutePath().getParent();
    return TidyGraph.of(
        new GraphImport(name(file), model.getGraph(), opset, new TensorReader(folder), dims)
            .translate());
  }

  private static void checkOpen(Path file, Set<String> open) {
    if (!open.isEmpty()) {
      throw new DiagnosticException(
          Diagnostic.ofFile(
                  file.toString(),
                  Code.UNBOUND_DIMENSION,
                  "dimensions of the inputs have no size: " + String.join(", ", open))
              .help(
                  "give each a size, as in %s; run takes those of the arrays it is given"
                      .formatted(
                          open.stream()
                              .map(name -> "--dim '%s=224'".formatted(name))
                              .collect(Collectors.joining(" "))
                              .replaceAll("'([A-Za-z0-9_.]+=224)'", "$1"))));
    }
  }

  private static void check(Path file, SymbolicDims symbolic, Map<String, Integer> dims) {
    Set<String> names = symbolic.names();
    dims.forEach(
        (name, size) -> {
          if (!names.contains(name)) {
            throw new DiagnosticException(
                Diagnostic.ofFile(
                        file.toString(),
                        Code.UNKNOWN_DIMENSION,
                        "the model has no symbolic dimension `%s`".formatted(name))
                    .help(
                        names.isEmpty()
                            ? "all its dimensions have sizes"
                            : "it has " + String.join(", ", names)));
          }
          if (size < 1) {
            throw new DiagnosticException(
                Diagnostic.ofFile(
                    file.toString(),
                    Code.INVALID_ARGUMENT,
                    "dimension `%s` is %d, which is no size".formatted(name, size)));
          }
        });
  }

  private static ModelProto parse(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new OnnxException(Files.exists(file) ? "this is no file" : "there is no such file");
    }
    try (InputStream in = Files.newInputStream(file)) {
      CodedInputStream coded = CodedInputStream.newInstance(in);
      coded.setRecursionLimit(MAX_NESTING);
      ModelProto model = ModelProto.parseFrom(coded);
      if (!model.hasGraph()) {
        throw new OnnxException("this is no ONNX model: it has no graph");
      }
      return model;
    } catch (InvalidProtocolBufferException _) {
      throw new OnnxException("this is no ONNX model, or a damaged one");
    } catch (IOException e) {
      throw new OnnxException("it cannot be read: " + e.getMessage());
    }
  }

  private static long opset(ModelProto model) {
    long opset = 0;
    for (OperatorSetIdProto set : model.getOpsetImportList()) {
      if (GraphImport.isOnnx(set.getDomain())) {
        opset = set.getVersion();
      }
    }
    if (opset < OnnxOperators.OLDEST_OPSET) {
      throw new UnsupportedException(
          "opset %d; %d and newer are supported".formatted(opset, OnnxOperators.OLDEST_OPSET));
    }
    return opset;
  }

  /** The file's name as an identifier. */
  private static String name(Path file) {
    String name = file.getFileName().toString().replaceFirst("\\.onnx$", "");
    String identifier = name.replaceAll("[^A-Za-z0-9_]", "_");
    return identifier.isEmpty() || Character.isDigit(identifier.charAt(0))
        ? "_" + identifier
        : identifier;
  }
}
