package org.cnnc.examples;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.cnnc.frontend.weights.Npy;
import org.cnnc.ir.tensor.Tensor;
import org.cnnc.ir.tensor.TensorType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** ONNX files on the command line, from end to end. */
class OnnxCommandLineTest {
  private static final TensorType IMAGES = TensorType.f32(3, 1, 28, 28);

  @TempDir private Path folder;
  private final CommandLine cnnc = new CommandLine();

  @Test
  void anExportRunsAsItsModelDoesAloneAndInABatch() throws IOException {
    Path onnx = folder.resolve("lenet5.onnx");
    cnnc.succeed("export", Sample.LENET5, "-o", onnx);
    Path images = folder.resolve("images.npy");
    Npy.write(images, Tensor.generate(IMAGES, i -> Math.sin((double) i)));
    Path alone = folder.resolve("alone");
    cnnc.succeed("run", onnx, images, "--output-dir", alone);
    Path own = folder.resolve("own");
    Path batched = folder.resolve("batched");
    String input = "image=" + images;
    Path jobs = folder.resolve("jobs.tsv");
    Files.write(
        jobs,
        List.of(
            String.join("\t", "a", Sample.LENET5.toString(), own.toString(), input),
            String.join("\t", "b", onnx.toString(), batched.toString()),
            String.join("\t", "c", onnx.toString(), batched.toString(), input)));
    Path results = folder.resolve("results.tsv");

    assertEquals("", cnnc.succeed("batch", jobs, results));

    List<String> lines = Files.readAllLines(results);
    assertEquals(3, lines.size(), lines.toString());
    assertEquals("a\tok\t", lines.get(0));
    assertTrue(lines.get(1).startsWith("b\terror\t"), lines.get(1));
    assertTrue(lines.get(1).contains("needs a file for input `image: "), lines.get(1));
    assertEquals("c\tok\t", lines.get(2));
    byte[] scores = Files.readAllBytes(own.resolve("scores.npy"));
    assertArrayEquals(scores, Files.readAllBytes(alone.resolve("scores.npy")));
    assertArrayEquals(scores, Files.readAllBytes(batched.resolve("scores.npy")));
  }
}
