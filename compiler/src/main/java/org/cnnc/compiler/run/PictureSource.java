package org.cnnc.compiler.run;

import java.nio.file.Path;

/** A PNG, JPEG or PGM file, decoded when it is used: one image. */
record PictureSource(Path file) implements ImageSource {
  @Override
  public long images() {
    return 1;
  }

  @Override
  public String name(long image) {
    return file.toString();
  }
}
