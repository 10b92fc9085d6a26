package org.cnnc.backend.llvm.link;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.cnnc.backend.llvm.binding.Lld;
import org.cnnc.ir.program.Program;
import org.cnnc.ir.spi.BackendException;
import org.cnnc.ir.target.Arch;

/** Links a program's code and weights. */
public final class SharedLibrary {
  /** Code reaches what is in its library by 32-bit distances; some room is left for the code. */
  private static final long MAX_WEIGHT_BYTES = Integer.MAX_VALUE - (64L << 20);

  private SharedLibrary() {}

  /**
   * Writes a shared library, complete or not at all. It needs no other library: what it does not
   * define (the C library's {@code sched_yield}) every process has.
   *
   * @param object the code as an ELF object
   * @param weights the name of the symbol by which the code reaches the weights
   * @throws BackendException where a file cannot be written, or the linker fails
   */
  public static void write(
      Program program, Arch arch, byte[] object, String weights, Path library) {
    if (!program.weights().isEmpty() && program.weightBytes() > MAX_WEIGHT_BYTES) {
      throw new BackendException(
          "weights of %d bytes do not fit into a library, which holds %d: keep them beside it"
              .formatted(program.weightBytes(), MAX_WEIGHT_BYTES));
    }
    Path target = library.toAbsolutePath();
    try {
      // Beside the target: there is room where it will lie, and it can be renamed.
      Path folder = Files.createTempDirectory(target.getParent(), ".cnnc-");
      try {
        link(program, arch, object, weights, folder);
        Files.move(
            folder.resolve("library"),
            target,
            StandardCopyOption.ATOMIC_MOVE,
            StandardCopyOption.REPLACE_EXISTING);
      } finally {
        delete(folder);
      }
    } catch (IOException e) {
      throw new BackendException("%s cannot be written: %s".formatted(library, reason(e)), e);
    }
  }

  private static void link(Program program, Arch arch, byte[] object, String weights, Path folder)
      throws IOException {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "-shared",
                "-O1",
                "--hash-style=gnu",
                "--build-id=none",
                "-z",
                "noexecstack",
                "-z",
                "relro",
                "-z",
                "now",
                "-o",
                folder.resolve("library").toString()));
    Path code = folder.resolve("code.o");
    Files.write(code, object);
    arguments.add(code.toString());
    if (!program.weights().isEmpty()) {
      Path data = folder.resolve("weights.o");
      WeightObject.write(data, program, arch, weights);
      arguments.add(data.toString());
    }
    Lld.link(arguments);
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(folder);
  }

  private static String reason(IOException e) {
    return switch (e) {
      case AccessDeniedException _ -> "permission denied";
      case NoSuchFileException _ -> "its folder does not exist";
      case FileSystemException f when f.getReason() != null -> f.getReason();
      default -> String.valueOf(e.getMessage());
    };
  }
}
