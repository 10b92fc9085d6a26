package org.cnnc.backend.llvm.binding;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.llvm.global.LLVM;
import org.cnnc.ir.spi.BackendException;

/** The linker inside the LLVM presets' jar, run as a child process. */
public final class Lld {
  private Lld() {}

  /**
   * Links as {@code ld} with these arguments does.
   *
   * @throws BackendException with the linker's own words where it fails, or where it cannot start
   */
  public static void link(List<String> arguments) {
    LlvmLibrary.require();
    Path program = unpack();
    List<String> command = new ArrayList<>(List.of(program.toString(), "-flavor", "gnu"));
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    if (Loader.getPlatform().startsWith("linux")) {
      prependLibraryPath(builder, libraryFolder(Path.of(Loader.load(LLVM.class))));
    }
    try {
      Process process = builder.start();
      process.getOutputStream().close();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      int status = process.waitFor();
      if (status != 0) {
        throw new BackendException(
            "the linker failed: " + output.strip().lines().findFirst().orElse("status " + status));
      }
    } catch (IOException e) {
      throw new BackendException("the linker cannot be run: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BackendException("interrupted while linking", e);
    }
  }

  private static Path unpack() {
    String resource = "/org/bytedeco/llvm/%s/lld".formatted(Loader.getPlatform());
    try {
      File program = Loader.cacheResource(LLVM.class, resource);
      if (program == null) {
        throw new BackendException("there is no linker in the jar of LLVM's native libraries");
      }
      if (!program.canExecute() && !program.setExecutable(true)) {
        throw new BackendException("the linker %s cannot be made executable".formatted(program));
      }
      return program.toPath();
    } catch (IOException e) {
      throw new BackendException("the linker cannot be unpacked: " + e.getMessage(), e);
    }
  }

  /** The folder in which the name that lld asks for leads to the LLVM that this process uses. */
  private static Path libraryFolder(Path jni) {
    // The jar has the library under its bare name, lld asks for it with its version.
    String wanted = "libLLVM.so." + LlvmLibrary.version();
    Path library = jni.resolveSibling("libLLVM.so");
    Path folder = cacheFolder().resolve("lld-" + LlvmLibrary.version());
    Path link = folder.resolve(wanted);
    try {
      if (!Files.isSymbolicLink(link) || !Files.readSymbolicLink(link).equals(library)) {
        Files.createDirectories(folder);
        // Made under another name and moved: other processes see the old link or the new one.
        Path made = folder.resolve(wanted + "." + ProcessHandle.current().pid());
        Files.deleteIfExists(made);
        Files.createSymbolicLink(made, library);
        Files.move(made, link, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      }
    } catch (IOException e) {
      throw new BackendException(
          "the folder %s cannot be written (set CNNC_CACHE to another one): %s"
              .formatted(folder, e.getMessage()),
          e);
    }
    return folder;
  }

  private static Path cacheFolder() {
    String chosen = System.getenv("CNNC_CACHE");
    return chosen == null || chosen.isEmpty()
        ? Path.of(System.getProperty("user.home"), ".cache", "cnnc")
        : Path.of(chosen);
  }

  private static void prependLibraryPath(ProcessBuilder builder, Path folder) {
    String old = builder.environment().getOrDefault("LD_LIBRARY_PATH", "");
    builder
        .environment()
        .put("LD_LIBRARY_PATH", old.isEmpty() ? folder.toString() : folder + ":" + old);
  }
}
