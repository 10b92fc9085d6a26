package org.cnnc.examples;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A machine with a matrix unit, as processes on this one see it: an emulator of the unit, flags in
 * {@code /proc/cpuinfo}, and a kernel that gives permission to use tiles, or refuses it.
 *
 * @param library what processes preload to see it
 * @param counts the file in which a process leaves what it did with tiles
 */
record MatrixMachine(Path library, Path counts) {
  /** A CPU with the unit, whose other instructions this machine must have. */
  static final String TARGET = "sapphirerapids";

  static final Path EMULATOR =
      Path.of("../backend-llvm/src/test/resources/amx/emulator.c").toAbsolutePath();

  static final Path MACHINE = Path.of("src/test/resources/amx/machine.c").toAbsolutePath();

  /** Builds it in a folder; where that cannot be, the test is not run. */
  static MatrixMachine build(Path folder) throws IOException {
    if (!Files.readString(Path.of("/proc/cpuinfo")).contains(" avx512_bf16")) {
      String missing = "models in tiles are NOT tested: this machine has no AVX512_BF16";
      System.err.println(missing);
      abort(missing);
    }
    Toolchain.HOST.build(folder, "machine.so", "-shared", "-fPIC", EMULATOR, MACHINE, "-lm");
    return new MatrixMachine(
        folder.resolve("machine.so").toAbsolutePath(), folder.resolve("counts").toAbsolutePath());
  }

  /** The command on a machine whose kernel permits tiles. */
  CommandLine granted() {
    return commandLine("granted");
  }

  /** The command on a machine whose kernel does not. */
  CommandLine refused() {
    return commandLine("refused");
  }

  private CommandLine commandLine(String permission) {
    return new CommandLine()
        .in(
            Map.of(
                "LD_PRELOAD",
                library.toString(),
                "AMX_PERMISSION",
                permission,
                "AMX_COUNTS",
                counts.toString()));
  }

  /**
   * What the last process did.
   *
   * @param requests how often the kernel was asked for permission
   * @param configurations how often tiles were configured
   * @param releases how often they were released
   * @param products how many products of tiles were added to sums
   */
  record Counts(long requests, long configurations, long releases, long products) {}

  /** What the last process did that ended by itself. */
  Counts lastCounts() throws IOException {
    List<Long> numbers =
        Stream.of(Files.readString(counts).strip().split(" ")).map(Long::valueOf).toList();
    assertTrue(numbers.size() == 4, () -> "" + numbers);
    return new Counts(numbers.get(0), numbers.get(1), numbers.get(2), numbers.get(3));
  }
}
