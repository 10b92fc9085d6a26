package org.cnnc.runtime;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import org.cnnc.runtime.artifact.Artifact;
import org.cnnc.runtime.artifact.ArtifactException;
import org.cnnc.runtime.artifact.Bundle;
import org.cnnc.runtime.artifact.ElementType;
import org.cnnc.runtime.artifact.Manifest;
import org.cnnc.runtime.artifact.ManifestJson;
import org.cnnc.runtime.artifact.Platform;
import org.cnnc.runtime.artifact.Port;
import org.cnnc.runtime.artifact.Precision;
import org.cnnc.runtime.artifact.Shape;
import org.cnnc.runtime.artifact.WeightsInfo;

/** Makes artifacts of {@code scale.c} with the system's C compiler, where there is one. */
final class ScaleLibrary {
  static final int WIDTH = 4;

  /** So many, says the manifest, that threads share a run. */
  private static final long MACS = 10_000_000;

  private static final String NO_HASH = "0".repeat(64);
  private static final String ARCH =
      System.getProperty("os.arch").equals("amd64") ? "x86-64" : System.getProperty("os.arch");

  private ScaleLibrary() {}

  static Manifest manifest() {
    return manifest(
        new Platform(ARCH, "linux", "generic", List.of()), new WeightsInfo(0, true, NO_HASH));
  }

  static Manifest manifest(Platform platform, WeightsInfo weights) {
    return new Manifest(
        "Scale",
        "gcc",
        platform,
        List.of(Port.of("image", ElementType.F32, Shape.ofBatch(WIDTH))),
        List.of(Port.of("scores", ElementType.F32, Shape.ofBatch(WIDTH))),
        WIDTH * Float.BYTES,
        weights,
        NO_HASH,
        1,
        MACS,
        Precision.F32,
        List.of());
  }

  /** The same, said to be so small that a run is for one thread. */
  static Manifest smallManifest() {
    Manifest m = manifest();
    return new Manifest(
        m.name(),
        m.compiler(),
        m.platform(),
        m.inputs(),
        m.outputs(),
        m.workspaceBytes(),
        m.weights(),
        m.sourceSha256(),
        m.parameters(),
        WIDTH,
        m.precision(),
        m.kernels());
  }

  /** An artifact for this machine that multiplies by {@code factor}. */
  static Path build(Path folder, String name, int factor) throws IOException {
    return build(folder, name, manifest(), manifest(), "-DFACTOR=" + factor);
  }

  /** The same for x86-64, of which it says that it needs CPU features. */
  static Path build(Path folder, String name, int factor, String... features) throws IOException {
    String cpu = features.length == 0 ? "generic" : features[features.length - 1];
    Manifest manifest =
        manifest(
            new Platform("x86-64", "linux", cpu, List.of(features)),
            new WeightsInfo(0, true, NO_HASH));
    return build(folder, name, manifest, manifest, "-DFACTOR=" + factor);
  }

  /** The index of artifacts, in this order. */
  static Bundle bundle(Path... libraries) throws IOException {
    List<Bundle.Library> entries = new ArrayList<>();
    for (Path library : libraries) {
      try {
        entries.add(
            new Bundle.Library(
                library.getFileName().toString(),
                Files.size(library),
                Artifact.contentHash(library),
                Artifact.read(library).platform()));
      } catch (ArtifactException e) {
        throw new AssertionError(e);
      }
    }
    return new Bundle("Scale", entries);
  }

  /** Runs a model, and closes it. */
  static void assertScales(int factor, Model model) {
    try (model;
        Workspace w = model.newWorkspace(Threads.of(1))) {
      w.input("image").copyFrom(new float[] {1, 2, 3, 4});
      w.run(1);
      assertArrayEquals(
          new float[] {factor, 2 * factor, 3 * factor, 4 * factor},
          w.output("scores").toFloatArray());
    }
  }

  /**
   * An artifact with any manifests: {@code inside} is in the library, {@code appended} at its end.
   */
  static Path build(Path folder, String name, Manifest inside, Manifest appended, String... flags)
      throws IOException {
    Path work = Files.createTempDirectory(folder, "gcc");
    String json = new String(ManifestJson.write(inside), StandardCharsets.UTF_8);
    String literal = json.replace("\\", "\\\\").replace("\"", "\\\"");
    Files.writeString(work.resolve("manifest.h"), "#define MANIFEST \"" + literal + "\"\n");
    Files.writeString(work.resolve("cnnc.h"), AbiDocument.header());
    try (InputStream source = ScaleLibrary.class.getResourceAsStream("/scale.c")) {
      Files.copy(source, work.resolve("scale.c"));
    }
    List<String> command =
        new ArrayList<>(List.of("gcc", "-shared", "-fPIC", "-O2", "-fvisibility=hidden"));
    command.add("-DWORKSPACE=" + inside.workspaceBytes());
    command.addAll(List.of(flags));
    command.addAll(List.of("-o", "scale.so", "scale.c"));
    ProcessOutput.of(work, command);
    Artifact.append(work.resolve("scale.so"), appended);
    return Files.move(
        work.resolve("scale.so"), folder.resolve(name), StandardCopyOption.REPLACE_EXISTING);
  }
}
