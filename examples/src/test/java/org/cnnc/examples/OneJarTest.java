package org.cnnc.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.tools.ToolProvider;
import org.cnnc.ir.tensor.Tensor;
import org.cnnc.ir.tensor.TensorType;
import org.cnnc.runtime.Model;
import org.cnnc.runtime.artifact.CacheFolder;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * One jar on several machines: a Java in an emulated x86-64 without AVX-512, one without AVX, and
 * one in an emulated aarch64.
 */
class OneJarTest {
  private static final Path NOTHING = Path.of("/dev/null");
  private static final Path CPUINFO = Path.of("/proc/cpuinfo");
  private static final Path JAVA = Path.of(System.getProperty("java.home"), "bin", "java");

  /** A Java for aarch64 and the libraries that it needs, from {@code .mvn/aarch64-java.sh}. */
  private static final Path AARCH64 = CacheFolder.ofUser().resolve("aarch64-java").toAbsolutePath();

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
              var platform = net.model().manifest().platform();
              Files.writeString(Path.of(files[2]), platform.arch() + " " + platform.cpu());
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
    assertEquals(isV4 ? "x86-64 x86-64-v4" : "x86-64 x86-64-v3", run(here, JAVA));
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
      notTested(cpu, "`unshare --mount` is not allowed");
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

    assertEquals("x86-64 " + target, run(emulated, JAVA));
  }

  /** The emulated CPU has nothing but what every aarch64 has. */
  @Test
  void anotherArchitectureTakesItsLibrary() throws IOException {
    Path java = AARCH64.resolve("usr/lib/jvm/java-25-openjdk-arm64/bin/java");
    if (!Files.isExecutable(java)) {
      notTested("aarch64", "there is no %s; `.mvn/aarch64-java.sh` makes it".formatted(java));
    }
    Toolchain emulated =
        new Toolchain(
            "aarch64",
            List.of(),
            List.of("qemu-aarch64", "-cpu", "cortex-a57", "-L", AARCH64.toString()),
            "qemu-user");

    assertEquals("aarch64 generic", run(emulated, java));
  }

  private static void notTested(String machine, String reason) {
    String missing = "a jar on %s is NOT tested: %s".formatted(machine, reason);
    System.err.println(missing);
    abort(missing);
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

  /** Runs the jar; the architecture and the CPU of the library that it took. */
  private static String run(Toolchain machine, Path java) throws IOException {
    Path scores = folder.resolve("scores");
    Path chosen = folder.resolve("chosen");
    machine.run(
        folder,
        java.toString(),
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

  private static void assertScores(Path file) throws IOException {
    FloatBuffer scores =
        ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
    float[] elements = new float[scores.remaining()];
    scores.get(elements);
    Digits.assertScores(Tensor.ofFloats(TensorType.f32(Digits.COUNT, 10), elements));
    Files.delete(file);
  }
}
