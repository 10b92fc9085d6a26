package org.cnnc.runtime.spi;

import java.lang.foreign.MemorySegment;
import org.cnnc.runtime.image.Image;

/** A model with scratch memory of its own, for one thread at a time. */
public interface Run extends AutoCloseable {
  /**
   * Says where an input's images are from now on.
   *
   * @param memory 64-byte aligned; it stays until the call that puts another in its place has
   *     returned, or the run is closed
   */
  void input(int index, MemorySegment memory);

  /** Says where an output's images go from now on, as {@link #input} does. */
  void output(int index, MemorySegment memory);

  /**
   * Makes an image of an input of a picture, as the manifest's {@link
   * org.cnnc.runtime.artifact.Pixels} say.
   *
   * @param picture one that {@link org.cnnc.runtime.image.PixelPipeline#check} lets pass
   * @param image its memory, of {@link org.cnnc.runtime.artifact.Port#bytes}
   * @return false where the model has no code for it, and nothing is done
   */
  default boolean prepare(int index, Image picture, MemorySegment image) {
    return false;
  }

  /**
   * Runs so many images, for which there is room in all inputs and outputs. When it returns, all
   * outputs are written.
   */
  void run(int batch);

  /** Frees all that it holds. Not while it runs. */
  @Override
  void close();
}
