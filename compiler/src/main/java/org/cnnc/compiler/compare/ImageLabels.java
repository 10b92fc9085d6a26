package org.cnnc.compiler.compare;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.cnnc.compiler.OutputFile;
import org.cnnc.compiler.UserException;
import org.cnnc.compiler.image.IdxFile;
import org.cnnc.compiler.run.InputData;
import org.cnnc.frontend.weights.Npy;
import org.cnnc.ir.tensor.Tensor;
import org.cnnc.runtime.artifact.Port;

/** The class that each image shows, as a file says: its number, or its name among the labels. */
public final class ImageLabels {
  private final Path file;
  private final List<String> texts;

  private ImageLabels(Path file, List<String> texts) {
    this.file = file;
    this.texts = List.copyOf(texts);
  }

  /**
   * Reads a file with one label a line, an {@code .npy} file with one number for each image, or an
   * IDX file of labels as MNIST has them, compressed or not.
   *
   * @throws UserException where the file cannot be read, or holds something else
   */
  public static ImageLabels read(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new UserException("%s: no such file".formatted(file));
    }
    if (InputData.isArray(file)) {
      return ofArray(file);
    }
    if (IdxFile.isIdx(file)) {
      byte[] labels = IdxFile.readLabels(file);
      return new ImageLabels(
          file,
          IntStream.range(0, labels.length)
              .mapToObj(i -> Integer.toString(Byte.toUnsignedInt(labels[i])))
              .toList());
    }
    try {
      return new ImageLabels(file, Files.readAllLines(file).stream().map(String::strip).toList());
    } catch (CharacterCodingException e) {
      throw new UserException("%s: the labels are not UTF-8 text".formatted(file));
    } catch (IOException e) {
      throw new UserException("%s: %s".formatted(file, OutputFile.reason(e)));
    }
  }

  private static ImageLabels ofArray(Path file) {
    Tensor numbers = Npy.read(file);
    if (numbers.type().rank() != 1) {
      throw new UserException(
          "%s: the array is %s, one number for each image is expected"
              .formatted(file, numbers.type().dims()));
    }
    return new ImageLabels(
        file,
        IntStream.range(0, numbers.type().dim(0))
            .mapToObj(i -> Long.toString((long) numbers.doubleAt(i)))
            .toList());
  }

  /**
   * Checks that each image has a label.
   *
   * @throws UserException where there are more or fewer
   */
  void checkCount(long images) {
    if (texts.size() != images) {
      throw new UserException(
          "%s: %d labels for %d images".formatted(file, texts.size(), images),
          "give one label a line, in the order of the images");
    }
  }

  /**
   * The class of an image.
   *
   * @param output what {@link org.cnnc.runtime.Label#fits}
   * @throws UserException where the label is no class of the output
   */
  int classOf(long image, Port output) {
    String text = texts.get((int) image);
    int named = output.labels().indexOf(text);
    if (named >= 0) {
      return named;
    }
    int classes = output.shape().dims().getLast();
    // No more digits than any class has, so that they are an int.
    if (text.matches("\\d{1,9}") && Integer.parseInt(text) < classes) {
      return Integer.parseInt(text);
    }
    throw new UserException(
        "%s: label %d, `%s`, is no class of output `%s`".formatted(file, image + 1, text, output),
        output.labels().isEmpty()
            ? "its classes are 0 to %d".formatted(classes - 1)
            : "its labels are %s".formatted(String.join(", ", output.labels())));
  }
}
