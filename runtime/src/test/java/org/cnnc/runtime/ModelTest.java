package org.cnnc.runtime;

import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.cnnc.runtime.ModelLoadException.Kind;
import org.cnnc.runtime.artifact.Artifact;
import org.cnnc.runtime.artifact.Manifest;
import org.cnnc.runtime.artifact.Platform;
import org.cnnc.runtime.artifact.WeightsInfo;
import org.cnnc.runtime.internal.Host;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelTest {
  private static final float[] IMAGE = {1, 2, 3, 4};

  @TempDir Path folder;

  @Test
  void saysWhatItIs() throws IOException {
    try (Model model = Model.load(ScaleLibrary.build(folder, "scale.so", 2))) {
      assertEquals("Scale(image: f32[N, 4]) -> (scores: f32[N, 4])", model.toString());
      assertEquals(ScaleLibrary.manifest(), model.manifest());
    }
  }

  @Test
  void twoModelsLiveTogether() throws IOException {
    try (Model two = Model.load(ScaleLibrary.build(folder, "two.so", 2));
        Model three = Model.load(ScaleLibrary.build(folder, "three.so", 3))) {
      assertScales(2, two);
      assertScales(3, three);
      assertScales(2, two);
    }
  }

  @Test
  void versionsUnderOnePathLiveTogether() throws IOException {
    Path path = ScaleLibrary.build(folder, "model.so", 2);
    try (Model first = Model.load(path);
        Workspace early = first.newWorkspace(Threads.of(2))) {
      // Another file under the same name, as a compiler would put it there.
      Files.move(ScaleLibrary.build(folder, "new.so", 3), path, REPLACE_EXISTING);
      try (Model second = Model.load(path)) {
        // The same file with other bytes, as `cp` would put them there.
        Files.write(path, Files.readAllBytes(ScaleLibrary.build(folder, "newer.so", 5)));
        try (Model third = Model.load(path)) {
          Files.write(path, new byte[10]);
          early.input("image").copyFrom(IMAGE);
          early.run(1);
          assertArrayEquals(scaled(2), early.output("scores").toFloatArray());
          assertScales(2, first);
          assertScales(3, second);
          assertScales(5, third);
        }
      }
    }
  }

  @Test
  void loadingAndClosingLeavesNothingBehind() throws IOException {
    Path path = ScaleLibrary.build(folder, "scale.so", 2);
    long before = descriptors();
    for (int i = 0; i < 200; i++) {
      try (Model model = Model.load(path)) {
        assertScales(2, model);
      }
    }
    // The JDK may open a file or two of its own meanwhile.
    assertTrue(descriptors() <= before + 10, before + " open files before, now " + descriptors());
    assertEquals(
        0,
        Files.readAllLines(Path.of("/proc/self/maps")).stream()
            .filter(l -> l.contains("memfd:cnnc"))
            .count());
  }

  @Test
  void workspacesKeepAClosedModelMapped() throws IOException {
    Model model = Model.load(ScaleLibrary.build(folder, "scale.so", 2));
    Workspace workspace = model.newWorkspace(Threads.of(1));
    model.close();
    assertTrue(mapped());
    workspace.close();
    assertFalse(mapped());
  }

  @Test
  void externalWeightsAreCheckedAndMapped() throws IOException {
    Path weights = folder.resolve("scale.so.weights");
    Files.write(weights, floats(7));
    Manifest manifest =
        ScaleLibrary.manifest(
            ScaleLibrary.manifest().platform(),
            new WeightsInfo(4, false, Artifact.sha256(weights)));
    Path path = ScaleLibrary.build(folder, "scale.so", manifest, manifest, "-DEXTERNAL_WEIGHTS");
    try (Model model = Model.load(path)) {
      assertScales(7, model);
    }
    Files.write(weights, floats(8));
    refuses(Kind.DAMAGED, "not the weights", path);
    Files.delete(weights);
    refuses(Kind.UNREADABLE, "scale.so.weights: the weights of", path);
  }

  @Test
  void refusesAnotherMachine() throws IOException {
    Path path = library(new Platform("riscv64", "linux", "generic", List.of()));
    refuses(Kind.WRONG_MACHINE, "compiled for riscv64 on linux, this is ", path);
    path = library(new Platform(Host.current().arch(), "plan9", "generic", List.of()));
    refuses(Kind.WRONG_MACHINE, "on plan9", path);
    Loader elsewhere = Loader.of(path, new Host("aarch64", "mac os x", Set.of()));
    assertEquals(
        path + ": compiled models run on linux, this is mac os x",
        assertThrows(ModelLoadException.class, () -> elsewhere.load("auto")).getMessage());
  }

  @Test
  void refusesMissingAndUnknownCpuFeatures() throws IOException {
    Path path =
        library(new Platform("x86-64", "linux", "znver4", List.of("avx512f", "avx2", "fma")));
    Host old = new Host("x86-64", "linux", Set.of("avx2"));
    ModelLoadException e =
        assertThrows(ModelLoadException.class, () -> Loader.of(path, old).load("auto"));
    assertEquals(Kind.MISSING_CPU_FEATURES, e.kind());
    assertEquals(
        path
            + ": compiled for znver4, it needs CPU features that this machine lacks: avx512f, fma;"
            + " compile it here, or for a lower --target",
        e.getMessage());
    Path future = library(new Platform("x86-64", "linux", "znver9", List.of("avx2", "avx2048")));
    e = assertThrows(ModelLoadException.class, () -> Loader.of(future, old).load("auto"));
    assertEquals(Kind.MISSING_CPU_FEATURES, e.kind());
    assertTrue(e.getMessage().contains("does not know: avx2048"), e.getMessage());
  }

  /** Of a machine whose CPU has the unit, by its flags, but not its kernel. */
  @Test
  void refusesTilesThatTheKernelDoesNotPermit() throws IOException {
    assumeFalse(Host.current().flags().contains("amx_tile"), "this kernel permits them");
    Path path =
        library(new Platform("x86-64", "linux", "sapphirerapids", List.of("amx-tile", "fma")));
    Host permitsNothing = new Host("x86-64", "linux", Set.of("amx_tile", "fma"));
    ModelLoadException e =
        assertThrows(ModelLoadException.class, () -> Loader.of(path, permitsNothing).load("auto"));
    assertEquals(Kind.MISSING_CPU_FEATURES, e.kind());
    assertEquals(
        path
            + ": compiled for sapphirerapids, it needs CPU features that the kernel does not let"
            + " this process use: amx-tile; compile it for a lower --target",
        e.getMessage());
  }

  @Test
  void refusesWhatIsNotAFile() {
    refuses(Kind.UNREADABLE, "no such file", folder.resolve("missing.so"));
    refuses(Kind.UNREADABLE, "not a regular file", folder);
    refuses(Kind.UNREADABLE, "not a regular file", Path.of("/dev/zero"));
  }

  @Test
  void refusesALibraryThatCannotBeMapped() throws IOException {
    byte[] elf = Files.readAllBytes(ScaleLibrary.build(folder, "scale.so", 2));
    // The type of the file: relocatable, so not to be mapped.
    elf[16] = 1;
    Path path = folder.resolve("model.so");
    Files.write(path, elf);
    Artifact.append(path, ScaleLibrary.manifest());
    refuses(Kind.NOT_MAPPABLE, "refuses to map", path);
  }

  @Test
  void refusesALibraryWithoutTheSymbol() throws IOException {
    Manifest manifest = ScaleLibrary.manifest();
    Path path =
        ScaleLibrary.build(
            folder, "scale.so", manifest, manifest, "-DFACTOR=2", "-Dcnnc_model_v1=other");
    refuses(Kind.NOT_MAPPABLE, "does not export cnnc_model_v1", path);
  }

  @Test
  void refusesALibraryWithAnotherManifest() throws IOException {
    Manifest other =
        ScaleLibrary.manifest(
            ScaleLibrary.manifest().platform(), new WeightsInfo(1, true, "1".repeat(64)));
    Path path =
        ScaleLibrary.build(folder, "scale.so", ScaleLibrary.manifest(), other, "-DFACTOR=2");
    refuses(Kind.DAMAGED, "do not belong together", path);
  }

  private Path library(Platform platform) throws IOException {
    Path path = Files.createTempFile(folder, "model", ".so");
    Artifact.append(
        path, ScaleLibrary.manifest(platform, new WeightsInfo(0, true, "0".repeat(64))));
    return path;
  }

  private static void refuses(Kind kind, String expectedInMessage, Path path) {
    ModelLoadException e = assertThrows(ModelLoadException.class, () -> Model.load(path));
    assertEquals(kind, e.kind(), e.getMessage());
    assertTrue(e.getMessage().contains(expectedInMessage), e.getMessage());
  }

  private static void assertScales(int factor, Model model) {
    try (Workspace w = model.newWorkspace(Threads.of(2))) {
      w.input("image").copyFrom(IMAGE);
      w.run(1);
      assertArrayEquals(scaled(factor), w.output("scores").toFloatArray());
    }
  }

  private static float[] scaled(int factor) {
    return new float[] {factor, 2 * factor, 3 * factor, 4 * factor};
  }

  private static byte[] floats(float value) {
    return ByteBuffer.allocate(4).order(ByteOrder.nativeOrder()).putFloat(value).array();
  }

  private static boolean mapped() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/maps")).stream()
        .anyMatch(line -> line.contains("memfd:cnnc"));
  }

  private static long descriptors() throws IOException {
    try (var files = Files.list(Path.of("/proc/self/fd"))) {
      return files.count();
    }
  }
}
