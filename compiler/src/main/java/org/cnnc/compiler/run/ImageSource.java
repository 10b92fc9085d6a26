package org.cnnc.compiler.run;

import java.lang.foreign.MemorySegment;

/** A file with one or more images of an input. */
sealed interface ImageSource permits PictureSource, ArraySource {
  /** How many images it has. */
  long images();

  /** What messages and listings call an image. */
  String name(long image);

  /**
   * Writes one image.
   *
   * @param target the input's bytes for one image, in the machine's byte order
   */
  void copy(long image, MemorySegment target);
}
