package org.cnnc.frontend.weights;

import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import org.cnnc.ir.tensor.DType;
import org.cnnc.ir.tensor.Tensor;

/** Writes named tensors as a safetensors file, in the map's order. */
public final class SafetensorsWriter {
  /** The data begins at a multiple of this, as the format's own writer does. */
  private static final int ALIGNMENT = 8;

  private SafetensorsWriter() {}

  /** Writes a new file, or over an old one. */
  public static void write(Path path, Map<String, Tensor> tensors) throws IOException {
    byte[] header = header(tensors).getBytes(StandardCharsets.UTF_8);
    int padded = Math.ceilDiv(header.length, ALIGNMENT) * ALIGNMENT;
    ByteBuffer head = ByteBuffer.allocate(Long.BYTES + padded).order(ByteOrder.LITTLE_ENDIAN);
    head.putLong(padded).put(header);
    while (head.hasRemaining()) {
      head.put((byte) ' ');
    }
    try (FileChannel channel =
        FileChannel.open(
            path,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      TensorBytes.write(channel, head.flip());
      for (Tensor tensor : tensors.values()) {
        TensorBytes.write(channel, tensor);
      }
    }
  }

  private static String header(Map<String, Tensor> tensors) throws IOException {
    StringWriter text = new StringWriter();
    try (JsonWriter json = new JsonWriter(text)) {
      json.beginObject();
      long begin = 0;
      for (Map.Entry<String, Tensor> entry : tensors.entrySet()) {
        Tensor tensor = entry.getValue();
        long end = begin + tensor.data().byteSize();
        json.name(entry.getKey()).beginObject();
        json.name("dtype").value(name(tensor.type().dtype()));
        json.name("shape").beginArray();
        for (int dim : tensor.type().dims()) {
          json.value(dim);
        }
        json.endArray();
        json.name("data_offsets").beginArray().value(begin).value(end).endArray();
        json.endObject();
        begin = end;
      }
      json.endObject();
    }
    return text.toString();
  }

  /** What the format calls an element type. */
  static String name(DType dtype) {
    return switch (dtype) {
      case F32 -> "F32";
      case I64 -> "I64";
      case I32 -> "I32";
      case BOOL -> "BOOL";
    };
  }
}
