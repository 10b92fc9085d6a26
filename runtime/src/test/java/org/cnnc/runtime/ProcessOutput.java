package org.cnnc.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** Runs a program to its end. */
final class ProcessOutput {
  private ProcessOutput() {}

  /** What it printed; a program that fails fails the test, one that is not there skips it. */
  static String of(Path folder, List<String> command) throws IOException {
    return of(folder, command, new File("/dev/null"));
  }

  static String of(Path folder, List<String> command, File input) throws IOException {
    Process process;
    try {
      process =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectInput(input)
              .start();
    } catch (IOException e) {
      return abort("SKIPPED, this test needs a C compiler: " + e.getMessage());
    }
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      assertEquals(0, process.waitFor(), () -> command + ": " + output);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    return output;
  }
}
