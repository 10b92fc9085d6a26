package org.cnnc.frontend.onnx;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
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
  private static final long OLDEST_OPSET = 6;

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
    try {
      ModelProto model = parse(file);
      long opset = opset(model);
      Path folder = file.toAbsolutePath().getParent();
      return new GraphImport(name(file), model.getGraph(), opset, new TensorReader(folder), dims)
          .translate();
    } catch (OnnxException e) {
      throw new DiagnosticException(
          Diagnostic.ofFile(file.toString(), Code.ONNX_FILE, e.getMessage()));
    } catch (UnsupportedException e) {
      throw new UnsupportedException(
          "%s: not supported:%n%s".formatted(file, e.getMessage().indent(2).stripTrailing()));
    }
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
      if (set.getDomain().isEmpty() || set.getDomain().equals("ai.onnx")) {
        opset = set.getVersion();
      }
    }
    if (opset < OLDEST_OPSET) {
      throw new UnsupportedException(
          "opset %d; %d and newer are supported".formatted(opset, OLDEST_OPSET));
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
