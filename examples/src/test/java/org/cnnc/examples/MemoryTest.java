package org.cnnc.examples;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Large models are compiled without holding several copies of their weights. */
class MemoryTest {
  private static final long WEIGHT_BYTES = 138_357_544L * Float.BYTES;

  /** Two and a half times the weights: random weights themselves are on the heap, and are one. */
  private static final long HEAP_BYTES = WEIGHT_BYTES * 5 / 2;

  @TempDir private Path folder;

  @Test
  void vgg16IsCompiledWithLessThanTwoAndAHalfTimesItsWeights() throws IOException {
    if (folder.toFile().getUsableSpace() < 3 * WEIGHT_BYTES) {
      System.err.println("MemoryTest: no room for VGG-16 in " + folder + ": it is NOT tested");
      abort("no room in " + folder);
    }
    Path library = folder.resolve("vgg16.so");

    new CommandLine(List.of("-Xmx" + HEAP_BYTES))
        .succeed(
            "compile",
            Path.of("vgg", "vgg.cnn"),
            "--model",
            "VGG16",
            "--weights",
            "random:1",
            "-o",
            library);

    assertTrue(Files.size(library) > WEIGHT_BYTES, Files.size(library) + " bytes");
  }
}
