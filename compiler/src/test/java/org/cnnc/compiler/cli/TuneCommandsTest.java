package org.cnnc.compiler.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.cnnc.compiler.tune.Tuning;
import org.cnnc.compiler.tune.TuningFile;
import org.cnnc.runtime.artifact.Artifact;
import org.cnnc.runtime.artifact.KernelInfo;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code --tune} and {@code --tune-file}: what they do, not what is faster. */
class TuneCommandsTest {
  private static final String OP =
      "conv2d f32[N,32,8,8], f32[32,32,3,3], f32[32]"
          + " {stride=[1,1], padding=[1,1,1,1], dilation=[1,1], groups=1}";

  @TempDir private Path folder;
  private Path source;
  private Path tuning;

  @BeforeEach
  void write() throws IOException {
    tuning = folder.resolve("tuning.json");
    source =
        Files.writeString(
            folder.resolve("net.cnn"),
            """
            cnn 1
            model Net {
              input  x: f32[N, 32, 8, 8]
              output y: f32[N, 32, 8, 8]
              y = x -> conv: conv2d(32, kernel=3, padding=1) -> relu
            }
            """);
  }

  @Test
  void tuneMeasuresOnceAndKeepsWhatItFound() throws Exception {
    Path library = compile("tuned.so", "--tune", "--tune-file", tuning);

    Tuning measured = TuningFile.read(tuning);
    assertEquals(List.of(OP), measured.results().keySet().stream().map(Tuning.Key::op).toList());
    Tuning.Result result = measured.results().values().iterator().next();
    assertTrue(result.milliseconds().size() > 2, result.toString());
    assertTrue(result.milliseconds().containsKey(result.choice()), result.toString());
    assertEquals(1, result.threads().getFirst());
    result
        .milliseconds()
        .forEach((name, medians) -> assertEquals(result.threads().size(), medians.size(), name));
    assertTrue(kernel(library).tuned());

    byte[] written = Files.readAllBytes(tuning);
    assertSameBytes(library, compile("again.so", "--tune", "--tune-file", tuning));
    assertSameBytes(library, compile("reused.so", "--tune-file", tuning));
    assertArrayEquals(written, Files.readAllBytes(tuning));
  }

  @ParameterizedTest
  @CsvSource({"direct 2x4, direct_2x4", "direct 4x2, direct_4x2"})
  void whatTheFileSaysIsCompiled(String choice, String schedule) throws Exception {
    know(choice, "cnnc 0.1.0");

    KernelInfo kernel = kernel(compile("net.so", "--tune-file", tuning, "--target", "x86-64-v3"));

    assertEquals(new KernelInfo("conv2d_relu_k3s1_32x8x8_" + schedule, schedule, true, 1), kernel);
    String explained = run("explain", "--tune-file", tuning, "--target", "x86-64-v3").out();
    assertTrue(explained.contains(choice + ": it is known to be best here"), explained);
  }

  @Test
  void whatIsBfloat16IsNotMeasured() throws Exception {
    CommandResult tuned =
        run(
            "compile",
            "-o",
            folder.resolve("net.so"),
            "--tune",
            "--tune-file",
            tuning,
            "--precision=bf16",
            "--all-layers");

    assertEquals(
        "note: --tune measures layers in f32; those in bfloat16 are as without it",
        tuned.err().strip());
    assertFalse(Files.exists(tuning));
  }

  @Test
  void withoutAFileNothingIsKnown() throws Exception {
    Path before = compile("before.so", "--target", "x86-64-v3");
    know("direct 4x2", "cnnc 0.1.0");

    assertSameBytes(before, compile("after.so", "--target", "x86-64-v3"));
    assertFalse(kernel(before).tuned());
  }

  @ParameterizedTest
  @CsvSource({"direct 99x9, cnnc 0.1.0", "direct 4x2, cnnc 0.0.1"})
  void whatIsNotOfThisCompilerIsNotKnown(String choice, String compiler) throws Exception {
    know(choice, compiler);

    assertSameBytes(
        compile("without.so", "--target", "x86-64-v3"),
        compile("with.so", "--tune-file", tuning, "--target", "x86-64-v3"));
  }

  @Test
  void whatCannotBeMeasuredIsRefused() throws IOException {
    refused("--tune: this machine cannot run code for aarch64", "--tune", "--target", "aarch64");
    refused("--tune: schedules for opencl cannot be measured", "--tune", "--target", "opencl");
    refused("--tune: classes and bundles are for several targets", "--tune", "--emit", "jar");
    refused(
        folder.resolve("none.json") + ": cannot be read",
        "--tune-file",
        folder.resolve("none.json"));
    Files.writeString(tuning, "{}");
    refused(tuning + ": is no file of measured schedules", "--tune", "--tune-file", tuning);
    refused(tuning + ": is no file of measured schedules", "--tune-file", tuning);
  }

  private void refused(String message, Object... options) {
    CommandResult result = run("compile", options);
    assertEquals(1, result.status());
    assertTrue(result.err().startsWith("error: " + message), result.err());
    assertEquals(2, result.err().lines().count(), result.err());
  }

  /** Writes a file that knows a choice for the AVX2 code of the convolution. */
  private void know(String choice, String compiler) {
    Tuning.Result result = new Tuning.Result(choice, List.of(), new TreeMap<>());
    TuningFile.add(
        tuning, Tuning.of(new Tuning.Key(compiler, "x86-64-v3 256", "auto", OP), result));
  }

  private Path compile(String name, Object... options) {
    Path library = folder.resolve(name);
    List<Object> all = new ArrayList<>(List.of("-o", library, "--emit", "so"));
    all.addAll(List.of(options));
    CommandResult result = run("compile", all.toArray());
    assertEquals("", result.err());
    assertEquals(0, result.status());
    return library;
  }

  private CommandResult run(String command, Object... options) {
    List<Object> all = new ArrayList<>(List.of(command, source, "--weights", "random:1"));
    all.addAll(List.of(options));
    return CommandResult.of(all.toArray());
  }

  private static KernelInfo kernel(Path library) throws Exception {
    return Artifact.read(library).kernels().stream()
        .filter(kernel -> kernel.name().startsWith("conv2d"))
        .findFirst()
        .orElseThrow();
  }

  private static void assertSameBytes(Path expected, Path actual) throws IOException {
    assertEquals(-1, Files.mismatch(expected, actual), "the libraries differ");
  }
}
