package org.cnnc.backend.llvm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.cnnc.ir.target.Target;
import org.jspecify.annotations.Nullable;

/**
 * The matrix unit of CPUs that have none: a handler of the signal that its instructions raise, in
 * this JVM, whose own handler gets what is not of the unit. It stays for as long as the JVM runs.
 */
@SuppressWarnings("restricted") // calling native code is its purpose
final class AmxEmulator {
  private static final Path SOURCE = Path.of("src/test/resources/amx/emulator.c").toAbsolutePath();
  private static final List<String> FEATURES = List.of("amx-bf16", "amx-tile");

  private static @Nullable AmxEmulator installed;

  private final SymbolLookup library;

  private AmxEmulator(SymbolLookup library) {
    this.library = library;
  }

  /** Installs the handler; where there is no C compiler, the test is not run. */
  static synchronized AmxEmulator install() {
    if (installed == null) {
      installed = build();
    }
    return installed;
  }

  private static AmxEmulator build() {
    assumeTrue(System.getProperty("os.arch").equals("amd64"), "no x86-64");
    try {
      Path folder = Files.createTempDirectory("amx");
      Path library = folder.resolve("emulator.so");
      Process gcc =
          new ProcessBuilder(
                  "gcc", "-O2", "-shared", "-fPIC", "-o", "" + library, "" + SOURCE, "-lm")
              .redirectErrorStream(true)
              .start();
      String output = new String(gcc.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertEquals(0, gcc.waitFor(), output);
      SymbolLookup symbols = SymbolLookup.libraryLookup(library, Arena.global());
      Files.delete(library);
      Files.delete(folder);
      return new AmxEmulator(symbols);
    } catch (IOException e) {
      return abort("code for AMX is NOT tested: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** The target of a name with a matrix unit. */
  static Target target(String name) {
    Target t = new LlvmBackend().target(name);
    return new Target(
        t.name(),
        t.arch(),
        t.os(),
        t.cpu(),
        Stream.concat(t.features().stream(), FEATURES.stream()).distinct().sorted().toList(),
        t.vectorBits(),
        t.vectorRegisters(),
        t.l1Bytes(),
        t.l2Bytes());
  }

  /** How often tiles were configured. */
  long configurations() {
    return count("amx_configurations");
  }

  /** How often tiles were released. */
  long releases() {
    return count("amx_releases");
  }

  /** How many products of tiles were added to sums. */
  long products() {
    return count("amx_products");
  }

  private long count(String name) {
    return library.findOrThrow(name).reinterpret(8).get(ValueLayout.JAVA_LONG, 0);
  }
}
