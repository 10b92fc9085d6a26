package org.cnnc.frontend.weights;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import org.cnnc.ir.tensor.Tensor;

/** Writes bytes to a channel to the last one. */
public final class TensorBytes {
  /** A buffer holds less than 2 GiB, a tensor may be larger. */
  private static final long CHUNK = 1L << 24;

  private TensorBytes() {}

  public static void write(WritableByteChannel channel, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  public static void write(WritableByteChannel channel, Tensor tensor) throws IOException {
    MemorySegment data = tensor.data();
    for (long at = 0; at < data.byteSize(); at += CHUNK) {
      MemorySegment chunk = data.asSlice(at, Math.min(CHUNK, data.byteSize() - at));
      // A heap segment of floats has no byte buffer of its own.
      write(channel, ByteBuffer.wrap(chunk.toArray(ValueLayout.JAVA_BYTE)));
    }
  }
}
