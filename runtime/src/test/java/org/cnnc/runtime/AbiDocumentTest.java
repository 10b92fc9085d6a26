package org.cnnc.runtime;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.cnnc.runtime.artifact.ArtifactException;
import org.cnnc.runtime.artifact.ManifestJson;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code docs/ABI.md} says is true. */
class AbiDocumentTest {
  @TempDir Path folder;

  @Test
  void theProgramRunsAModel() throws IOException {
    Path model = ScaleLibrary.build(folder, "scale.so", 2);
    Files.writeString(folder.resolve("cnnc.h"), AbiDocument.header());
    Files.writeString(folder.resolve("scores.c"), AbiDocument.program());
    ProcessOutput.of(
        folder, List.of("gcc", "-Wall", "-Wextra", "-Werror", "-o", "scores", "scores.c", "-ldl"));
    Path image = folder.resolve("image.f32");
    var floats = ByteBuffer.allocate(4 * ScaleLibrary.WIDTH).order(ByteOrder.nativeOrder());
    floats.asFloatBuffer().put(new float[] {1, 2.5f, 3, 4});
    Files.write(image, floats.array());
    String output =
        ProcessOutput.of(
            folder, List.of(folder.resolve("scores").toString(), model.toString()), image.toFile());
    assertEquals(
        List.of("2", "5", "6", "8", "0", "0", "0", "0", "0", "0"), output.lines().toList());
  }

  @Test
  void theManifestIsOne() throws IOException, ArtifactException {
    String json = AbiDocument.manifest().replace("…", "0".repeat(64));
    byte[] written = ManifestJson.write(ManifestJson.read(json.getBytes(StandardCharsets.UTF_8)));
    // The page has spaces for the reader's sake; the names and numbers hold none.
    assertArrayEquals(
        json.replaceAll("\\s", "").replace("cnnc0", "cnnc 0").getBytes(StandardCharsets.UTF_8),
        written);
  }
}
