package org.cnnc.runtime.internal;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;

/** Writes to memory, from its beginning on. */
public final class SegmentChannel implements WritableByteChannel {
  private final MemorySegment target;
  private long written;

  public SegmentChannel(MemorySegment target) {
    this.target = target;
  }

  @Override
  public int write(ByteBuffer source) throws IOException {
    int bytes = source.remaining();
    if (bytes > target.byteSize() - written) {
      throw new IOException("the file became longer while it was read");
    }
    target.asSlice(written, bytes).copyFrom(MemorySegment.ofBuffer(source));
    source.position(source.limit());
    written += bytes;
    return bytes;
  }

  @Override
  public boolean isOpen() {
    return true;
  }

  @Override
  public void close() {}
}
