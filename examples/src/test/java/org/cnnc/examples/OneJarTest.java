package org.cnnc.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipFile;
import javax.tools.ToolProvider;
import org.cnnc.ir.tensor.Tensor;
import org.cnnc.ir.tensor.TensorType;
import org.cnnc.runtime.Model;
import org.cnnc.runtime.artifact.ArtifactException;
import org.cnnc.runtime.artifact.Bundle;
import org.cnnc.runtime.artifact.BundleJson;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * One jar on several machines: a Java in an emulated x86-64 without AVX-512, and one without AVX;
 * and the library that a Java on aarch64 would take, in a program written in C, as there is no Java
 * 25 for it here.
 */
class OneJarTest {
  private static final Path DRIVER = Path.of("src/test/resources/c/run.c").toAbsolutePath();
  private static final Path NOTHING = Path.of("/dev/null");
  private static final Path CPUINFO = Path.of("/proc/cpuinfo");

  /** With a library that it loads, for which its program links dynamically. */
  private static final Toolchain AARCH64 =
      new Toolchain(
          "aarch64",
          List.of("aarch64-linux-gnu-gcc"),
          List.of("qemu-aarch64", "-L", "/usr/aarch64-linux-gnu"),
          Toolchain.AARCH64.packages());

  @TempDir private static Path folder;

  @BeforeAll
  static void compile() throws IOException {
    new CommandLine()
        .succeed(
            "compile",
            Sample.LENET5,
            "--emit",
            "jar",
            "--package",
            "com.acme",
            "--target",
            "x86-64-v2,x86-64-v3,x86-64-v4,aarch64",
            "-o",
            jar());
    Path source = folder.resolve("Main.java");
    Files.writeString(
        source,
        """
        import static java.nio.ByteOrder.LITTLE_ENDIAN;

        import com.acme.LeNet5;
        import java.nio.ByteBuffer;
        import java.nio.file.Files;
        import java.nio.file.Path;

        class Main {
          public static void main(String[] files) throws Exception {
            ByteBuffer images = ByteBuffer.wrap(Files.readAllBytes(Path.of(files[0])));
            try (var net = LeNet5.load(); var w = net.newWorkspace()) {
              w.image().copyFrom(images.order(LITTLE_ENDIAN).asFloatBuffer());
              w.run();
              float[] scores = w.scores().toFloatArray();
              ByteBuffer out = ByteBuffer.allocate(4 * scores.length).order(LITTLE_ENDIAN);
              out.asFloatBuffer().put(scores);
              Files.write(Path.of(files[1]), out.array());
              Files.writeString(Path.of(files[2]), net.model().manifest().platform().cpu());
            }
          }
        }
        """);
    int status =
        ToolProvider.getSystemJavaCompiler()
            .run(null, null, null, "-cp", classPath(), "-d", folder.toString(), source.toString());
    assertEquals(0, status);
    float[] images = Digits.images().toFloatArray();
    ByteBuffer bytes = ByteBuffer.allocate(4 * images.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(images);
    Files.write(folder.resolve("images"), bytes.array());
  }

  private static Path jar() {
    return folder.resolve("lenet5.jar");
  }

  private static String classPath() {
    try {
      URI runtime = Model.class.getProtectionDomain().getCodeSource().getLocation().toURI();
      return String.join(
          File.pathSeparator,
          folder.toString(),
          jar().toString(),
          Path.of(runtime).toAbsolutePath().toString());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void thisMachineTakesItsBest() throws IOException {
    boolean isV4 = Files.readString(CPUINFO).contains(" avx512vl");
    Toolchain here = new Toolchain("native", List.of(), List.of(), "");
    assertEquals(isV4 ? "x86-64-v4" : "x86-64-v3", run(here));
  }

  /**
   * The emulator has the CPU's instructions and no others, but shows this machine's flags: those of
   * the hidden ones are hidden by another file in the place of the kernel's.
   */
  @ParameterizedTest
  @CsvSource({
    "Haswell, x86-64-v3, avx512[a-z0-9_]*",
    "Nehalem, x86-64-v2, avx[a-z0-9_]*|fma|f16c|bmi[12]|movbe|abm"
  })
  void anOlderMachineTakesWhatItCanRun(String cpu, String target, String hidden)
      throws IOException {
    List<String> unshare = List.of("unshare", "--map-root-user", "--mount");
    if (!canUnshare(unshare)) {
      String missing = "a jar on %s is NOT tested: `unshare --mount` is not allowed".formatted(cpu);
      System.err.println(missing);
      abort(missing);
    }
    Path cpuinfo = folder.resolve(cpu + ".cpuinfo");
    Files.writeString(
        cpuinfo, Files.readString(CPUINFO).replaceAll(" (%s)(?=[ \\n])".formatted(hidden), ""));
    String mount = "mount --bind %s %s && exec \"$@\"".formatted(cpuinfo, CPUINFO);
    Toolchain emulated =
        new Toolchain(
            target,
            List.of(),
            List.of(
                "unshare",
                "--map-root-user",
                "--mount",
                "sh",
                "-c",
                mount,
                "sh",
                "qemu-x86_64",
                "-cpu",
                cpu),
            "qemu-user");

    assertEquals(target, run(emulated));
  }

  private static boolean canUnshare(List<String> command) throws IOException {
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .redirectInput(NOTHING.toFile())
              .start();
      return process.waitFor() == 0;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  /** Runs the jar; the target of the library that it took. */
  private static String run(Toolchain machine) throws IOException {
    Path scores = folder.resolve("scores");
    Path chosen = folder.resolve("chosen");
    machine.run(
        folder,
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        NOTHING,
        // No JIT compiler: in an emulator it costs more than it gains.
        "-Xint",
        "-XX:+UseSerialGC",
        "-Xmx256m",
        "--enable-native-access=ALL-UNNAMED",
        "-Dcnnc.cache=" + folder.resolve("cache"),
        "-cp",
        classPath(),
        "Main",
        folder.resolve("images"),
        scores,
        chosen);
    assertScores(scores);
    return Files.readString(chosen);
  }

  @Test
  void theLibraryForAarch64GivesTheSameScores() throws IOException, ArtifactException {
    extract(library("aarch64"), folder.resolve("aarch64.so"));
    new CommandLine().succeed("compile", Sample.LENET5, "--emit", "h", "-o", folder);
    Files.writeString(
        folder.resolve("loaded.h"),
        """
        #include <dlfcn.h>
        #include <stdio.h>
        #include <stdlib.h>
        #include "lenet5.h"
        static const cnnc_model *loaded(void) {
          void *library = dlopen("./aarch64.so", RTLD_NOW | RTLD_LOCAL);
          const cnnc_model *model = library ? dlsym(library, "cnnc_model_v1") : NULL;
          if (!model) fputs(dlerror(), stderr), exit(95);
          return model;
        }
        """);
    AARCH64.build(folder, "run", DRIVER, "-I.", "-DHEADER=\"loaded.h\"", "-DMODEL=(*loaded())");

    AARCH64.run(folder, "run", NOTHING, 2, Digits.COUNT, "images", "scores=" + Digits.COUNT * 40);

    assertScores(folder.resolve("scores"));
  }

  /** The file in the jar that a machine without further features takes. */
  private static String library(String arch) throws IOException, ArtifactException {
    try (ZipFile zip = new ZipFile(jar().toFile());
        InputStream index = zip.getInputStream(zip.getEntry("com/acme/LeNet5.cnnc"))) {
      return BundleJson.read(index.readAllBytes()).libraries().stream()
          .filter(library -> library.platform().arch().equals(arch))
          .map(Bundle.Library::file)
          .findFirst()
          .orElseThrow();
    }
  }

  private static void extract(String library, Path target) throws IOException {
    try (ZipFile zip = new ZipFile(jar().toFile());
        InputStream in = zip.getInputStream(zip.getEntry("com/acme/" + library))) {
      Files.copy(in, target);
    }
  }

  private static void assertScores(Path file) throws IOException {
    FloatBuffer scores =
        ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
    float[] elements = new float[scores.remaining()];
    scores.get(elements);
    Digits.assertScores(Tensor.ofFloats(TensorType.f32(Digits.COUNT, 10), elements));
    Files.delete(file);
  }
}
