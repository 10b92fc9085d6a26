package org.cnnc.examples;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
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
  private static final Path FILTERS = Path.of("filters", "filters.cnn");

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

  @Test
  void sizesThatAModelLeavesOpenAreThoseOfTheArrays() throws IOException {
    Path onnx = folder.resolve("open.onnx");
    cnnc.succeed("export", FILTERS, "--dim", "H=5", "--dim", "W=5", "-o", onnx);
    ModelProto.Builder model = ModelProto.parseFrom(Files.readAllBytes(onnx)).toBuilder();
    TensorShapeProto.Builder shape =
        model
            .getGraphBuilder()
            .getInputBuilder(0)
            .getTypeBuilder()
            .getTensorTypeBuilder()
            .getShapeBuilder();
    shape.getDimBuilder(2).setDimParam("rows");
    shape.getDimBuilder(3).clear();
    Files.write(onnx, model.build().toByteArray());

    for (int size : new int[] {6, 9}) {
      Path photo = folder.resolve("photo.npy");
      Npy.write(photo, Tensor.filled(TensorType.f32(2, 1, size, 7), 0.5f));
      Path out = folder.resolve("out" + size);
      cnnc.succeed("run", onnx, photo, "--output-dir", out);
      assertEquals(TensorType.f32(2, 1, size, 7), Npy.read(out.resolve("sharp.npy")).type());
    }
    CommandLine.Result open = cnnc.run("check", onnx);
    assertEquals(1, open.status());
    assertTrue(open.err().contains("have no size: image.3, rows"), open.err());
    assertTrue(open.err().contains("--dim image.3=224 --dim rows=224"), open.err());
    cnnc.succeed("check", onnx, "--dim", "image.3=224", "--dim", "rows=224");
    cnnc.succeed("summary", onnx, "--dim", "image.3=224", "--dim", "rows=224");
  }
}
