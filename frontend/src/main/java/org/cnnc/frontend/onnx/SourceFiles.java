package org.cnnc.frontend.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.cnnc.frontend.ModelDefinition.SourceInfo;

/** The files that an import reads. */
final class SourceFiles {
  private static final int CHUNK = 1 << 16;

  /** The operators whose attribute is a tensor. */
  private static final Set<String> WITH_TENSORS = Set.of("Constant", "ConstantOfShape");

  private SourceFiles() {}

  /** The model's own file and then those of external data, of a graph that could be imported. */
  static List<SourceInfo> of(Path file, GraphProto graph) {
    TreeSet<String> locations = new TreeSet<>();
    // Only tensors that an import reads: it has seen that their files are in the model's folder.
    Stream.concat(
            graph.getInitializerList().stream(),
            graph.getNodeList().stream()
                .filter(node -> WITH_TENSORS.contains(node.getOpType()))
                .map(NodeProto::getAttributeList)
                .flatMap(List::stream)
                .filter(attribute -> attribute.getName().equals("value"))
                .map(attribute -> attribute.getT()))
        .filter(tensor -> tensor.getDataLocation() == TensorProto.DataLocation.EXTERNAL)
        .flatMap(tensor -> tensor.getExternalDataList().stream())
        .filter(entry -> entry.getKey().equals("location"))
        .map(StringStringEntryProto::getValue)
        .forEach(locations::add);
    List<SourceInfo> sources = new ArrayList<>();
    sources.add(new SourceInfo(file.toString(), List.of(), sha256(file)));
    for (String location : locations) {
      Path data = file.resolveSibling(location);
      sources.add(new SourceInfo(data.toString(), List.of(), sha256(data)));
    }
    return sources;
  }

  private static String sha256(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      byte[] chunk = new byte[CHUNK];
      for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
        digest.update(chunk, 0, n);
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has SHA-256", e);
    } catch (IOException e) {
      throw new OnnxException("%s cannot be read: %s".formatted(file, e.getMessage()));
    }
  }
}
