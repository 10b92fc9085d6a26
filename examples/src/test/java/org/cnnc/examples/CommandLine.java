package org.cnnc.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The command {@code cnnc}, or another program, in a process of its own, as {@code ./cnnc} starts
 * it.
 *
 * @param java options of its JVM
 * @param program the name of its main class
 * @param environment variables that it has besides this process's
 */
record CommandLine(List<String> java, String program, Map<String, String> environment) {
  /** Kept from test to test: what is in it is found by the content it was made of. */
  private static final Path CACHE = Path.of("target", "cnnc-cache").toAbsolutePath();

  CommandLine() {
    this(List.of());
  }

  CommandLine(List<String> java) {
    this(java, "org.cnnc.compiler.Main");
  }

  CommandLine(List<String> java, String program) {
    this(java, program, Map.of());
  }

  /** The same in another environment. */
  CommandLine in(Map<String, String> newEnvironment) {
    return new CommandLine(java, program, newEnvironment);
  }

  /** How a command ended. */
  record Result(int status, String out, String err) {}

  /** Runs a command in this process's working folder. */
  Result run(Object... arguments) throws IOException {
    return runIn(Path.of(""), arguments);
  }

  /** Runs a command in a working folder. */
  Result runIn(Path workingFolder, Object... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.addAll(java);
    command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-cp", classPath()));
    command.add(1, "--sun-misc-unsafe-memory-access=allow");
    command.add(program);
    Stream.of(arguments).map(Object::toString).forEach(command::add);
    Path out = Files.createTempFile("cnnc", ".out");
    Path err = Files.createTempFile("cnnc", ".err");
    try {
      int status = start(command, workingFolder, out, err).waitFor();
      return new Result(status, Files.readString(out), Files.readString(err));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    } finally {
      Files.delete(out);
      Files.delete(err);
    }
  }

  private Process start(List<String> command, Path workingFolder, Path out, Path err)
      throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(workingFolder.toAbsolutePath().toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().put("CNNC_CACHE", CACHE.toString());
    builder.environment().remove("CNNC_DEBUG");
    // The JVM says on standard error that it found one.
    builder.environment().remove("JAVA_TOOL_OPTIONS");
    builder.environment().putAll(environment);
    return builder.start();
  }

  /** Runs a command that must succeed, silently on standard error, and returns what it prints. */
  String succeed(Object... arguments) throws IOException {
    Result result = run(arguments);
    assertEquals("", result.err(), result.out());
    assertEquals(0, result.status(), result.out());
    return result.out();
  }

  /** This process's class path, good in every working folder. */
  private static String classPath() {
    return String.join(
        File.pathSeparator,
        Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
            .map(entry -> Path.of(entry).toAbsolutePath().toString())
            .toList());
  }
}
