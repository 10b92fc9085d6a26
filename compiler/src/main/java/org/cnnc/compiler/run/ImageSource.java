package org.cnnc.compiler.run;

/** A file with one or more images of an input. */
sealed interface ImageSource permits PictureSource, ArraySource, IdxSource {
  /** How many images it has. */
  long images();

  /** What messages and listings call an image. */
  String name(long image);
}
