package org.cnnc.compiler.run;

import java.nio.file.Path;
import java.util.List;
import org.cnnc.runtime.image.Image;

/** An IDX file: any number of grey pictures. */
record IdxSource(Path file, List<Image> pictures) implements ImageSource {
  @Override
  public long images() {
    return pictures.size();
  }

  @Override
  public String name(long image) {
    return file + "[" + image + "]";
  }
}
