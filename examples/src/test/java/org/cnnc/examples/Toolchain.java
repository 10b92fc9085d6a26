package org.cnnc.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * What makes programs for a target from C, and runs them here.
 *
 * @param target what models are compiled for
 * @param compiler the C compiler and its options
 * @param runner what runs a program of another machine; none for this one's
 * @param packages Debian's, which have all that
 */
record Toolchain(String target, List<String> compiler, List<String> runner, String packages) {
  static final Toolchain HOST = new Toolchain("native", List.of("gcc"), List.of(), "gcc");

  static final Toolchain AARCH64 =
      new Toolchain(
          "aarch64",
          List.of("aarch64-linux-gnu-gcc", "-static"),
          List.of("qemu-aarch64"),
          "gcc-aarch64-linux-gnu libc6-dev-arm64-cross qemu-user");

  private static final List<String> STRICT =
      List.of("-std=gnu11", "-O2", "-Wall", "-Wextra", "-Werror", "-pthread");

  /** Makes the program {@code name} of sources and libraries, in their folder. */
  void build(Path folder, String name, Object... arguments) throws IOException {
    List<String> command = new ArrayList<>(compiler);
    command.addAll(STRICT);
    command.addAll(List.of("-o", name));
    Stream.of(arguments).map(Object::toString).forEach(command::add);
    execute(folder, ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()), command);
  }

  /** Runs a program that {@link #build} made; what it prints. */
  String run(Path folder, String name, Path input, Object... arguments) throws IOException {
    List<String> command = new ArrayList<>(runner);
    command.add(folder.resolve(name).toAbsolutePath().toString());
    Stream.of(arguments).map(Object::toString).forEach(command::add);
    return execute(folder, ProcessBuilder.Redirect.from(input.toFile()), command);
  }

  private String execute(Path folder, ProcessBuilder.Redirect input, List<String> command)
      throws IOException {
    Process process;
    try {
      process =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectInput(input)
              .start();
    } catch (IOException e) {
      String missing =
          "code for %s is NOT tested: %s; `apt-get install %s` has what is missing"
              .formatted(target, e.getMessage(), packages);
      System.err.println(missing);
      return abort(missing);
    }
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      assertEquals(0, process.waitFor(), () -> String.join(" ", command) + ": " + output);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
    return output;
  }

  @Override
  public String toString() {
    return target;
  }
}
