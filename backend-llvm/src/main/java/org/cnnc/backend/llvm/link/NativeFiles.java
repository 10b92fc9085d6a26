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
import java.util.Map;
import java.util.stream.Stream;
import org.cnnc.backend.llvm.binding.Lld;
import org.cnnc.backend.llvm.emit.Symbols;
import org.cnnc.ir.program.Program;
import org.cnnc.ir.spi.BackendException;
import org.cnnc.ir.spi.NativeForm;
import org.cnnc.ir.target.Arch;

/**
 * Puts a program's code and weights together in the forms that are asked for. What comes out needs
 * no library: what it does not define (the C library's {@code sched_yield}) every process has.
 */
public final class NativeFiles {
  /** Code reaches what is in its library by 32-bit distances; some room is left for the code. */
  private static final long MAX_WEIGHT_BYTES = Integer.MAX_VALUE - (64L << 20);

  private static final List<String> SHARED =
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
          "now");

  private final Symbols symbols;
  private final List<StaticLibrary.Member> objects = new ArrayList<>();

  private NativeFiles(Symbols symbols) {
    this.symbols = symbols;
  }

  /**
   * Writes the files, each complete or not at all.
   *
   * @param object the code as an ELF object
   * @param files where to write each form, all on one file system
   * @throws BackendException where a file cannot be written, or the linker fails
   */
  public static void write(
      Program program, Arch arch, byte[] object, Symbols symbols, Map<NativeForm, Path> files) {
    if (!program.weights().isEmpty() && program.weightBytes() > MAX_WEIGHT_BYTES) {
      throw new BackendException(
          "weights of %d bytes do not fit into a library, which holds %d: keep them beside it"
              .formatted(program.weightBytes(), MAX_WEIGHT_BYTES));
    }
    Path first = files.values().iterator().next();
    try {
      // Beside the targets: there is room where they will lie, and they can be renamed.
      Path folder = Files.createTempDirectory(first.toAbsolutePath().getParent(), ".cnnc-");
      try {
        NativeFiles parts = new NativeFiles(symbols);
        parts.writeObjects(program, arch, object, folder);
        for (Map.Entry<NativeForm, Path> file : files.entrySet()) {
          Path made = folder.resolve(file.getKey().name());
          parts.make(file.getKey(), made);
          Files.move(
              made,
              file.getValue(),
              StandardCopyOption.ATOMIC_MOVE,
              StandardCopyOption.REPLACE_EXISTING);
        }
      } finally {
        delete(folder);
      }
    } catch (IOException e) {
      throw new BackendException("%s cannot be written: %s".formatted(first, reason(e)), e);
    }
  }

  private void writeObjects(Program program, Arch arch, byte[] object, Path folder)
      throws IOException {
    Path code = folder.resolve("code.o");
    Files.write(code, object);
    objects.add(new StaticLibrary.Member(code, symbols.descriptor()));
    if (!program.weights().isEmpty()) {
      Path weights = folder.resolve("weights.o");
      WeightObject.write(weights, program, arch, symbols.weights());
      objects.add(new StaticLibrary.Member(weights, symbols.weights()));
    }
  }

  private void make(NativeForm form, Path file) throws IOException {
    switch (form) {
      case SHARED_LIBRARY -> {
        // Whoever opens a library does not know the model's name, and asks for this one.
        String alias = "--defsym=%s=%s".formatted(Symbols.MODEL, symbols.descriptor());
        link(Stream.concat(SHARED.stream(), Stream.of(alias)).toList(), file);
      }
      case STATIC_LIBRARY -> StaticLibrary.write(file, objects);
      case OBJECT -> link(List.of("-r"), file);
      case KERNELS ->
          throw new BackendException("models for OpenCL (cnncl) are made with --target opencl");
    }
  }

  private void link(List<String> options, Path file) {
    List<String> arguments = new ArrayList<>(options);
    arguments.addAll(List.of("-o", file.toString()));
    objects.forEach(member -> arguments.add(member.object().toString()));
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
