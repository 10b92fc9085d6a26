package org.cnnc.compiler.run;

import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import org.cnnc.compiler.image.ImageFile;
import org.cnnc.runtime.image.PixelPipeline;

/** A PNG, JPEG or PGM file, decoded when it is used: one image. */
record PictureSource(Path file, PixelPipeline pixels) implements ImageSource {
  @Override
  public long images() {
    return 1;
  }

  @Override
  public String name(long image) {
    return file.toString();
  }

  @Override
  public void copy(long image, MemorySegment target) {
    target.copyFrom(MemorySegment.ofArray(pixels.apply(ImageFile.read(file), file.toString())));
  }
}
