package org.cnnc.compiler.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.cnnc.compiler.Backends;
import org.cnnc.compiler.Compiler;
import org.cnnc.compiler.CompilerOptions;
import org.cnnc.compiler.ModelCache;
import org.cnnc.compiler.UserException;
import org.cnnc.compiler.WorkFolder;
import org.cnnc.ir.spi.Backend;
import org.cnnc.ir.spi.BackendException;
import org.cnnc.ir.target.Arch;
import org.cnnc.ir.target.Target;
import org.cnnc.runtime.CnncException;
import org.cnnc.runtime.Device;
import org.cnnc.runtime.DeviceException;
import org.cnnc.runtime.Model;
import org.cnnc.runtime.Threads;
import org.cnnc.runtime.Workspace;

/** Looks at all that compiling and running models needs of a machine. */
public final class Doctor {
  /** Below this the caches fill up with a few large models. */
  private static final long FEW_BYTES = 1L << 30;

  private static final String MODEL =
      """
      cnn 1
      model Doctor {
        input  x: f32[N, 1, 2, 2]
        output y: f32[N, 1, 2, 2]
        y = x -> relu
      }
      """;

  private Doctor() {}

  /** What was found, each thing with its remedy. */
  public static List<Check> examine() {
    List<Check> checks = new ArrayList<>();
    checks.add(java());
    checks.add(processors());
    for (Backend backend : Backends.all()) {
      checks.add(backend.isForCpus() ? processor(backend) : devices(backend));
    }
    checks.add(
        cache(
            "cache of models",
            List.of(ModelCache.ofUser().folder()),
            "set CNNC_CACHE to a folder"));
    checks.add(
        cache(
            "cache of LLVM",
            javaCppCaches(),
            "start Java with -Dorg.bytedeco.javacpp.cachedir=FOLDER, a folder"));
    checks.add(model());
    return checks;
  }

  private static Check java() {
    String found =
        "%s %s, %s of memory for it"
            .formatted(
                System.getProperty("java.vm.name"),
                Runtime.version(),
                gibibytes(Runtime.getRuntime().maxMemory()));
    return Doctor.class.getModule().isNativeAccessEnabled()
        ? Check.ok("java", found)
        : Check.warning(
            "java",
            found + "; native calls are allowed with a warning only",
            "start Java with --enable-native-access=ALL-UNNAMED");
  }

  private static Check processors() {
    return Check.ok(
        "processors",
        "%d, by the limit of a container where there is one; runs use as many threads"
            .formatted(Threads.available().count()));
  }

  private static Check devices(Backend backend) {
    try {
      List<Device> devices = Device.all();
      if (devices.isEmpty()) {
        return Check.warning(
            backend.name(),
            "the OpenCL drivers of this machine have no device",
            "nothing, unless models should run by it here");
      }
      return Check.ok(
          backend.name(), devices.stream().map(Device::toString).collect(Collectors.joining("; ")));
    } catch (DeviceException e) {
      return Check.warning(
          backend.name(), e.getMessage(), "nothing, unless models should run by it here");
    }
  }

  private static Check processor(Backend backend) {
    try {
      Target host = backend.target("native");
      String found =
          "%s %s, %d-bit vectors: %s"
              .formatted(
                  host.arch().text(),
                  host.cpu(),
                  host.vectorBits(),
                  String.join(" ", host.features()));
      return host.arch() == Arch.X86_64 && !host.features().contains("fma")
          ? Check.warning(
              backend.name(),
              found,
              "this CPU, or the virtual machine that hides its features, has no AVX2 and no fused"
                  + " multiply-add: models run several times slower than they could")
          : Check.ok(backend.name(), found);
    } catch (BackendException e) {
      // Whether that matters is for the model below to say: it needs one of them.
      return Check.warning(
          backend.name(),
          e.getMessage(),
          "nothing, unless models should run by it on this machine");
    }
  }

  /** The first of the folders that can be written is the cache. */
  private static Check cache(String name, List<Path> folders, String otherwise) {
    for (Path folder : folders) {
      try {
        Files.createDirectories(folder);
        Files.delete(Files.createTempFile(folder, "doctor", ".tmp"));
        long free = Files.getFileStore(folder).getUsableSpace();
        String found = "%s, %s free".formatted(folder, gibibytes(free));
        return free < FEW_BYTES
            ? Check.warning(name, found, "make room there, or " + otherwise + " with more")
            : Check.ok(name, found);
      } catch (IOException _) {
        // The next one may do.
      }
    }
    return Check.failed(
        name, "%s cannot be written".formatted(folders.getFirst()), otherwise + " that can be");
  }

  /** Where JavaCPP unpacks LLVM's libraries: the first that it can write. */
  private static List<Path> javaCppCaches() {
    List<Path> folders = new ArrayList<>();
    String chosen = System.getProperty("org.bytedeco.javacpp.cachedir");
    if (chosen != null) {
      folders.add(Path.of(chosen));
    }
    folders.add(Path.of(System.getProperty("user.home"), ".javacpp", "cache"));
    folders.add(
        Path.of(
            System.getProperty("java.io.tmpdir"),
            ".javacpp-" + System.getProperty("user.name"),
            "cache"));
    return folders;
  }

  /**
   * Compiles, links, loads and runs the smallest model: the whole way, which the others are for.
   */
  private static Check model() {
    String name = "a model";
    try (WorkFolder work = WorkFolder.temporary()) {
      Path source = Files.writeString(work.folder().resolve("doctor.cnn"), MODEL);
      Path library = work.folder().resolve("doctor.so");
      new Compiler(CompilerOptions.DEFAULT).compile(source, library);
      return run(name, library);
    } catch (IOException e) {
      return Check.failed(
          name,
          "no temporary file can be written: " + e.getMessage(),
          "start Java with -Djava.io.tmpdir=FOLDER, a folder that can be written");
    } catch (UserException | BackendException | CnncException e) {
      return Check.failed(name, e.getMessage(), "see what the lines above say");
    }
  }

  private static Check run(String name, Path library) {
    try (Model model = Model.load(library);
        Workspace workspace = model.newWorkspace(Threads.of(1))) {
      workspace.input("x").copyFrom(new float[] {-1, 2, -3, 4});
      workspace.run();
      float[] y = workspace.output("y").toFloatArray();
      return List.of(0f, 2f, 0f, 4f).equals(List.of(y[0], y[1], y[2], y[3]))
          ? Check.ok(name, "compiles, links, loads and runs")
          : Check.failed(name, "computes something wrong", "report this as a bug of cnnc");
    }
  }

  private static String gibibytes(long bytes) {
    return String.format(Locale.ROOT, "%.1f GiB", bytes / (double) (1L << 30));
  }
}
