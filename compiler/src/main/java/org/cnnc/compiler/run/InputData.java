package org.cnnc.compiler.run;

import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.cnnc.compiler.UserException;
import org.cnnc.compiler.image.IdxFile;
import org.cnnc.compiler.image.ImageFile;
import org.cnnc.runtime.InputTensor;
import org.cnnc.runtime.artifact.Port;
import org.cnnc.runtime.image.PixelPipeline;

/** The images of one input: those of its files, one after the other. */
public final class InputData {
  private final Port port;
  private final List<ImageSource> sources;
  private final List<Long> firsts;
  private final long images;

  private InputData(Port port, List<ImageSource> sources) {
    this.port = port;
    this.sources = sources;
    this.firsts = new ArrayList<>();
    long count = 0;
    for (ImageSource source : sources) {
      firsts.add(count);
      count += source.images();
    }
    this.images = count;
  }

  /**
   * Opens the files of an input; pictures are decoded later.
   *
   * @throws UserException where a file cannot be read, or its shape or type does not fit
   */
  public static InputData open(Port port, List<Path> files) {
    List<ImageSource> sources = new ArrayList<>();
    for (Path file : files) {
      sources.add(open(port, file));
    }
    return new InputData(port, sources);
  }

  /** Whether a file begins as {@code .npy} files do. */
  public static boolean isArray(Path file) {
    return ArraySource.isArray(file);
  }

  private static ImageSource open(Port port, Path file) {
    if (ImageFile.isImage(file)) {
      // Says now what is no picture, not when it is used.
      PixelPipeline.of(port);
      return new PictureSource(file);
    }
    if (ArraySource.isArray(file)) {
      return ArraySource.open(file, port);
    }
    if (IdxFile.isIdx(file)) {
      PixelPipeline.of(port);
      return new IdxSource(file, IdxFile.readPictures(file));
    }
    throw new UserException(
        "%s: neither a PNG, JPEG or PGM picture nor an .npy array nor an IDX file of pictures"
            .formatted(file));
  }

  /** Whether a file begins as one that can be opened here does. */
  public static boolean isInput(Path file) {
    return ImageFile.isImage(file) || ArraySource.isArray(file) || IdxFile.isIdx(file);
  }

  Port port() {
    return port;
  }

  long images() {
    return images;
  }

  /** What to call an image: its file, and its place there where the file has several. */
  String name(long image) {
    int at = sourceOf(image);
    return sources.get(at).name(image - firsts.get(at));
  }

  /** Puts {@code count} images from {@code first} on into an input. */
  void fill(InputTensor input, long first, int count) {
    MemorySegment memory = input.segment(count);
    long bytes = port.bytes();
    for (int i = 0; i < count; i++) {
      int at = sourceOf(first + i);
      switch (sources.get(at)) {
        case PictureSource(Path file) -> input.copyFrom(i, ImageFile.read(file), file.toString());
        case IdxSource idx -> {
          long picture = first + i - firsts.get(at);
          input.copyFrom(i, idx.pictures().get((int) picture), idx.name(picture));
        }
        case ArraySource array ->
            memory.asSlice(i * bytes, bytes).copyFrom(array.image(first + i - firsts.get(at)));
      }
    }
  }

  /** The last source that begins at or before the image, and is not empty. */
  private int sourceOf(long image) {
    int low = 0;
    int high = sources.size() - 1;
    while (low < high) {
      int middle = (low + high + 1) >>> 1;
      if (firsts.get(middle) <= image) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return low;
  }
}
