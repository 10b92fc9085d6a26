package org.cnnc.examples;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.cnnc.compiler.Compiler;
import org.cnnc.compiler.CompilerOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Large models are compiled without holding several copies of their weights, and run with one. */
class MemoryTest {
  private static final long WEIGHT_BYTES = 138_357_544L * Float.BYTES;

  /** Two and a half times the weights: random weights themselves are on the heap, and are one. */
  private static final long HEAP_BYTES = WEIGHT_BYTES * 5 / 2;

  private static final long RESNET50_BYTES = 25_557_032L * Float.BYTES;

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

  /** Beside a process that runs LeNet-5: what the JVM itself takes is in both. */
  @Test
  @EnabledOnOs(value = OS.LINUX, disabledReason = "asks /proc for a process's memory")
  void resNet50RunsInItsWeightsAndThirtyMegabytes() throws IOException {
    Compiler compiler = new Compiler(CompilerOptions.DEFAULT);
    Path lenet = folder.resolve("lenet5.so");
    compiler.compile(Path.of("lenet5", "lenet5.cnn"), lenet);
    Path resnet = folder.resolve("resnet50.so");
    new Compiler(CompilerOptions.DEFAULT.withModel("ResNet50").withWeights("random:1"))
        .compile(Path.of("resnet", "resnet.cnn"), resnet);

    long more = peak(resnet) - peak(lenet);

    assertTrue(more > RESNET50_BYTES / 2, more + " bytes: the weights are not there");
    assertTrue(more <= RESNET50_BYTES + (30 << 20), more + " bytes");
  }

  private static long peak(Path library) throws IOException {
    var program =
        new CommandLine(List.of("-Xmx48m", "-XX:+UseSerialGC"), PeakMemory.class.getName());
    return Long.parseLong(program.succeed(library).strip());
  }
}
