package org.cnnc.frontend.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.cnnc.frontend.weights.TensorBytes;
import org.cnnc.ir.Graph;

/**
 * Writes graphs as ONNX models of opset 17, so that any viewer or runtime can open them. The
 * symbolic batch is the dimension {@code N}; initializers have the constants' names. Weights are
 * streamed: neither a copy nor a message of all of them is ever made.
 *
 * <p>Protobuf ends at 2 GiB. A larger model's weights are written beside it, in {@code
 * model.onnx.data}, as ONNX's external data.
 */
public final class OnnxWriter {
  /** Of opset 17; older readers know nothing newer. */
  private static final long IR_VERSION = 8;

  private static final long OPSET = 17;

  /** What protobuf messages can hold. */
  private static final long MAX_MESSAGE = Integer.MAX_VALUE;

  /** External tensors begin at multiples of this, so that they can be mapped page by page. */
  private static final long PAGE = 4096;

  /** Smaller tensors stay in the model: shapes, which readers need to know the graph. */
  private static final long MIN_EXTERNAL = 1024;

  private OnnxWriter() {}

  /**
   * Writes a graph whose parameters are bound. The file is complete or not there: it is renamed to
   * its place at the end.
   *
   * @throws IllegalArgumentException where a parameter is not bound, or an input and an output
   *     share a name
   * @throws org.cnnc.ir.UnsupportedException where ONNX cannot say what an op does
   */
  public static void write(Graph graph, Path path) throws IOException {
    write(graph, path, MAX_MESSAGE);
  }

  /**
   * @param maxMessage the size in bytes from which on weights become external
   */
  static void write(Graph graph, Path path, long maxMessage) throws IOException {
    OnnxGraph onnx = OnnxGraph.of(graph);
    List<Entry> inside = onnx.initializers().stream().map(Entry::inside).toList();
    if (modelSize(onnx.proto(), inside) <= maxMessage) {
      replace(path, channel -> writeModel(channel, onnx.proto(), inside));
      return;
    }
    Path data = path.resolveSibling(path.getFileName() + ".data");
    List<Entry> entries = new ArrayList<>();
    long end = 0;
    for (Initializer initializer : onnx.initializers()) {
      if (initializer.byteSize() < MIN_EXTERNAL) {
        entries.add(Entry.inside(initializer));
      } else {
        long offset = Math.ceilDiv(end, PAGE) * PAGE;
        entries.add(Entry.outside(initializer, data.getFileName().toString(), offset));
        end = offset + initializer.byteSize();
      }
    }
    // The data first: a model whose data is not there yet would be broken.
    replace(data, channel -> writeData(channel, entries));
    replace(path, channel -> writeModel(channel, onnx.proto(), entries));
  }

  /**
   * An initializer as it will be written.
   *
   * @param head the tensor without its elements
   * @param offset where the elements are in the external data; negative: in the model
   */
  private record Entry(TensorProto head, Initializer initializer, long offset) {
    static Entry inside(Initializer initializer) {
      return new Entry(head(initializer).build(), initializer, -1);
    }

    static Entry outside(Initializer initializer, String file, long offset) {
      TensorProto head =
          head(initializer)
              .setDataLocation(TensorProto.DataLocation.EXTERNAL)
              .addExternalData(pair("location", file))
              .addExternalData(pair("offset", Long.toString(offset)))
              .addExternalData(pair("length", Long.toString(initializer.byteSize())))
              .build();
      return new Entry(head, initializer, offset);
    }

    boolean isExternal() {
      return offset >= 0;
    }

    long byteSize() {
      return initializer.byteSize();
    }

    /** The size of the whole tensor message. */
    long messageSize() {
      return head.getSerializedSize()
          + (isExternal() ? 0 : fieldSize(TensorProto.RAW_DATA_FIELD_NUMBER, byteSize()));
    }

    private static TensorProto.Builder head(Initializer initializer) {
      TensorProto.Builder head =
          TensorProto.newBuilder()
              .setName(initializer.name())
              .setDataType(ElementType.of(initializer.value().type().dtype()).getNumber());
      initializer.value().type().dims().forEach(head::addDims);
      return head;
    }

    private static StringStringEntryProto pair(String key, String value) {
      return StringStringEntryProto.newBuilder().setKey(key).setValue(value).build();
    }
  }

  private static ModelProto header() {
    return ModelProto.newBuilder()
        .setIrVersion(IR_VERSION)
        .setProducerName("cnnc")
        .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(OPSET))
        .build();
  }

  private static long modelSize(GraphProto graph, List<Entry> entries) {
    return header().getSerializedSize()
        + fieldSize(ModelProto.GRAPH_FIELD_NUMBER, graphSize(graph, entries));
  }

  private static long graphSize(GraphProto graph, List<Entry> entries) {
    long size = graph.getSerializedSize();
    for (Entry entry : entries) {
      size += fieldSize(GraphProto.INITIALIZER_FIELD_NUMBER, entry.messageSize());
    }
    return size;
  }

  /** The size of a length-delimited field: its tag, its length and its bytes. */
  private static long fieldSize(int field, long bytes) {
    return CodedOutputStream.computeTagSize(field)
        + CodedOutputStream.computeUInt64SizeNoTag(bytes)
        + bytes;
  }

  /** Fields of a message may come in any order, so the initializers follow the rest. */
  private static void writeModel(FileChannel channel, GraphProto graph, List<Entry> entries)
      throws IOException {
    OutputStream stream = Channels.newOutputStream(channel);
    CodedOutputStream out = CodedOutputStream.newInstance(stream);
    header().writeTo(out);
    begin(out, ModelProto.GRAPH_FIELD_NUMBER, graphSize(graph, entries));
    graph.writeTo(out);
    for (Entry entry : entries) {
      begin(out, GraphProto.INITIALIZER_FIELD_NUMBER, entry.messageSize());
      entry.head().writeTo(out);
      if (!entry.isExternal()) {
        begin(out, TensorProto.RAW_DATA_FIELD_NUMBER, entry.byteSize());
        out.flush();
        TensorBytes.write(channel, entry.initializer().value());
      }
    }
    out.flush();
  }

  private static void begin(CodedOutputStream out, int field, long bytes) throws IOException {
    out.writeTag(field, WireFormat.WIRETYPE_LENGTH_DELIMITED);
    out.writeUInt64NoTag(bytes);
  }

  private static void writeData(FileChannel channel, List<Entry> entries) throws IOException {
    for (Entry entry : entries) {
      if (entry.isExternal()) {
        TensorBytes.write(
            channel, ByteBuffer.allocate(Math.toIntExact(entry.offset() - channel.position())));
        TensorBytes.write(channel, entry.initializer().value());
      }
    }
  }

  @FunctionalInterface
  private interface Content {
    void writeTo(FileChannel channel) throws IOException;
  }

  /** Writes a file beside its place and renames it when it is complete. */
  private static void replace(Path path, Content content) throws IOException {
    Path draft = Files.createTempFile(path.toAbsolutePath().getParent(), ".cnnc", ".tmp");
    try {
      try (FileChannel channel = FileChannel.open(draft, StandardOpenOption.WRITE)) {
        content.writeTo(channel);
      }
      // Temporary files are the owner's alone; a model is as readable as any other file.
      draft.toFile().setReadable(true, false);
      Files.move(draft, path, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(draft);
    }
  }
}
