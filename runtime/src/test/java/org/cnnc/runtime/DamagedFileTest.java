package org.cnnc.runtime;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.cnnc.runtime.artifact.Artifact;
import org.cnnc.runtime.artifact.Mutation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A damaged file is refused before it is mapped, so what stands for the library need not be one.
 */
class DamagedFileTest {
  private static final long SEED = 20_260_102;
  private static final int MUTATIONS = 5_000;

  @TempDir Path folder;

  @Test
  void everyMutationIsRefused() throws IOException {
    var random = new Random(SEED);
    byte[] library = new byte[1000];
    random.nextBytes(library);
    Path path = folder.resolve("model.so");
    Files.write(path, library);
    Artifact.append(path, ScaleLibrary.manifest());
    byte[] good = Files.readAllBytes(path);
    for (int i = 0; i < MUTATIONS; i++) {
      byte[] bytes = Mutation.mutate(good, random);
      if (Arrays.equals(bytes, good)) {
        continue;
      }
      Files.write(path, bytes);
      try (Model model = Model.load(path)) {
        fail("mutation %d of seed %d was loaded: %s".formatted(i, SEED, model));
      } catch (ModelLoadException e) {
        String message = e.getMessage();
        assertTrue(message.startsWith(path + ": ") && !message.contains("\n"), message);
        assertTrue(e.kind() != ModelLoadException.Kind.NOT_MAPPABLE, message);
      }
    }
  }
}
