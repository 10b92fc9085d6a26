package org.cnnc.runtime;

import static org.cnnc.runtime.ModelLoadException.Kind.DAMAGED;
import static org.cnnc.runtime.ModelLoadException.Kind.MISSING_CPU_FEATURES;
import static org.cnnc.runtime.ModelLoadException.Kind.NOT_A_MODEL;
import static org.cnnc.runtime.ModelLoadException.Kind.NOT_MAPPABLE;
import static org.cnnc.runtime.ModelLoadException.Kind.TOO_NEW;
import static org.cnnc.runtime.ModelLoadException.Kind.UNREADABLE;
import static org.cnnc.runtime.ModelLoadException.Kind.WRONG_MACHINE;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.cnnc.runtime.artifact.Artifact;
import org.cnnc.runtime.artifact.ArtifactException;
import org.cnnc.runtime.artifact.Bundle.Library;
import org.cnnc.runtime.artifact.BundleFile;
import org.cnnc.runtime.artifact.CacheFolder;
import org.cnnc.runtime.artifact.Manifest;
import org.cnnc.runtime.artifact.ManifestJson;
import org.cnnc.runtime.artifact.OpenClPayload;
import org.cnnc.runtime.artifact.Platform;
import org.cnnc.runtime.artifact.Section;
import org.cnnc.runtime.artifact.WeightsInfo;
import org.cnnc.runtime.internal.Host;
import org.cnnc.runtime.internal.LibraryCache;
import org.cnnc.runtime.internal.MemoryFile;
import org.cnnc.runtime.internal.NativeLibrary;
import org.cnnc.runtime.internal.SegmentChannel;
import org.cnnc.runtime.spi.Executable;
import org.cnnc.runtime.spi.Run;

/**
 * Loads an artifact: copies it into memory while checking its hash, checks that this machine can
 * run it, and only then maps it and compares what it says about itself. What is no library is given
 * to the engine that runs it.
 *
 * @param host the machine
 * @param shown what every message calls the artifact
 * @param sha256 of its content, where the caller knows what it must be
 */
record Loader(Section artifact, Host host, String shown, Optional<String> sha256) {
  /** Devices that share memory read from whole pages. */
  private static final int PAGE = 4096;

  /** For a file that is an artifact. */
  static Loader of(Path file, Host host) {
    return of(file, host, file.toString(), Optional.empty());
  }

  /**
   * For a file that is an artifact.
   *
   * @param shown as {@link #shown} has it
   * @param sha256 as {@link #sha256} has it
   */
  static Loader of(Path file, Host host, String shown, Optional<String> sha256) {
    return new Loader(read(shown, () -> Section.whole(file)), host, shown, sha256);
  }

  /**
   * Loads a file: an artifact, or of a bundle's the one that suits this machine and the device.
   *
   * @param device as {@link Model#load(Path, String)} has it
   */
  static Model load(Path file, String device) {
    String shown = file.toString();
    Host host = host(shown);
    if (!read(shown, () -> BundleFile.isAt(file))) {
      return Loader.of(file, host).load(device);
    }
    BundleFile bundle = read(shown, () -> BundleFile.read(file));
    Library library = new LibraryChoice(shown, bundle.index(), host).choose(device);
    return new Loader(
            bundle.section(library),
            host,
            shown + ": " + library.file(),
            Optional.of(library.sha256()))
        .load(device);
  }

  static Model load(String index, Resources resources, String device) {
    LibraryCache cache = new LibraryCache(CacheFolder.ofUser().resolve("libraries"));
    return new BundleLoader(index, resources, host(index), cache).load(device);
  }

  private static Host host(String shown) {
    try {
      return Host.current();
    } catch (IOException e) {
      throw new ModelLoadException(UNREADABLE, shown + ": the CPU's features: " + reason(e));
    }
  }

  Model load(String device) {
    Artifact.Header header = read(() -> Artifact.header(artifact));
    return header.manifest().platform().arch().equals(OpenClPayload.ARCH)
        ? loadOnDevice(header, device)
        : loadHere(device);
  }

  /** The kernels, their source and their weights, in memory that a device may read. */
  private Model loadOnDevice(Artifact.Header header, String choice) {
    String arch = header.manifest().platform().arch();
    Device device = Device.find(arch, choice);
    Arena arena = Arena.ofShared();
    try {
      MemorySegment payload = arena.allocate(header.payloadBytes(), PAGE);
      Manifest manifest = copyTo(() -> new SegmentChannel(payload));
      if (!manifest.equals(header.manifest())) {
        throw failure(DAMAGED, "it was replaced while it was read; load it again");
      }
      Executable executable = read(() -> device.engine().load(manifest, payload, device.info()));
      return new Model(manifest, new InArena(executable, arena));
    } catch (OutOfMemoryError e) {
      arena.close();
      throw Workspace.outOfMemory("a model of %d bytes".formatted(header.payloadBytes()));
    } catch (RuntimeException | Error e) {
      arena.close();
      throw e;
    }
  }

  /** An executable whose payload is in memory of its own. */
  private record InArena(Executable executable, Arena arena) implements Executable {
    @Override
    public Run newRun(int threads) {
      return executable.newRun(threads);
    }

    @Override
    public void close() {
      executable.close();
      arena.close();
    }
  }

  private Model loadHere(String device) {
    LibraryChoice.checkIsHere(device, shown);
    if (!host.os().equals("linux")) {
      throw failure(WRONG_MACHINE, "compiled models run on linux, this is " + host.os());
    }
    MemoryFile copy = createMemoryFile(shown);
    Arena arena = Arena.ofShared();
    try {
      Manifest manifest = copyTo(copy::writer);
      checkMachine(manifest.platform());
      NativeLibrary library =
          NativeLibrary.open(arena, copy, Artifact.SYMBOL, weights(manifest.weights(), arena));
      checkDescriptor(library, manifest);
      return new Model(manifest, new NativeExecutable(manifest, library));
    } catch (IOException e) {
      arena.close();
      copy.close();
      throw failure(NOT_MAPPABLE, reason(e));
    } catch (RuntimeException | Error e) {
      arena.close();
      copy.close();
      throw e;
    }
  }

  /**
   * An empty file in memory.
   *
   * @param shown what messages begin with
   */
  static MemoryFile createMemoryFile(String shown) {
    try {
      return MemoryFile.create("cnnc");
    } catch (IOException e) {
      throw failure(shown, NOT_MAPPABLE, reason(e));
    } catch (IllegalCallerException e) {
      String module = Loader.class.getModule().isNamed() ? "org.cnnc.runtime" : "ALL-UNNAMED";
      throw failure(
          shown,
          NOT_MAPPABLE,
          "this JVM forbids native calls: add --enable-native-access=" + module);
    }
  }

  /** Opens what the payload is copied to. */
  private interface Target {
    WritableByteChannel open() throws IOException;
  }

  private Manifest copyTo(Target target) {
    return read(
        () -> {
          try (WritableByteChannel channel = target.open()) {
            return Artifact.copyLibrary(artifact, sha256, channel);
          }
        });
  }

  /** Reads something of the artifact. */
  private interface Reader<T> {
    T read() throws IOException, ArtifactException;
  }

  private <T> T read(Reader<T> reader) {
    return read(shown, reader);
  }

  private static <T> T read(String shown, Reader<T> reader) {
    try {
      return reader.read();
    } catch (IOException e) {
      throw failure(shown, UNREADABLE, reason(e));
    } catch (ArtifactException e) {
      var kind =
          switch (e.kind()) {
            case NOT_AN_ARTIFACT -> NOT_A_MODEL;
            case TOO_NEW -> TOO_NEW;
            case DAMAGED, BAD_MANIFEST -> DAMAGED;
          };
      throw failure(shown, kind, e.getMessage());
    }
  }

  private void checkMachine(Platform platform) {
    if (!host.isOf(platform)) {
      throw failure(
          WRONG_MACHINE,
          "compiled for %s on %s, this is %s on %s: compile it for this machine"
              .formatted(platform.arch(), platform.os(), host.arch(), host.os()));
    }
    List<String> unknown = host.unknown(platform.features());
    if (!unknown.isEmpty()) {
      throw failure(
          MISSING_CPU_FEATURES,
          "it needs CPU features that this runtime does not know: %s; use a newer cnnc-runtime"
              .formatted(String.join(", ", unknown)));
    }
    List<String> missing = host.missing(platform.features());
    if (!missing.isEmpty()) {
      throw failure(
          MISSING_CPU_FEATURES,
          ("compiled for %s, it needs CPU features that this machine lacks: %s;"
                  + " compile it here, or for a lower --target")
              .formatted(platform.cpu(), String.join(", ", missing)));
    }
    List<String> refused = host.refused(platform.features());
    if (!refused.isEmpty()) {
      throw failure(
          MISSING_CPU_FEATURES,
          ("compiled for %s, it needs CPU features that the kernel does not let this process use: %s;"
                  + " compile it for a lower --target")
              .formatted(platform.cpu(), String.join(", ", refused)));
    }
  }

  private MemorySegment weights(WeightsInfo weights, Arena arena) {
    if (weights.embedded()) {
      return MemorySegment.NULL;
    }
    Path path = Artifact.weightsOf(artifact.file());
    try {
      if (!Files.isRegularFile(path)) {
        throw failure(path, UNREADABLE, "the weights of %s are not here".formatted(shown));
      }
      if (Files.size(path) != weights.bytes() || !Artifact.sha256(path).equals(weights.sha256())) {
        throw failure(path, DAMAGED, "not the weights that %s was compiled with".formatted(shown));
      }
      try (FileChannel file = FileChannel.open(path)) {
        return file.map(FileChannel.MapMode.READ_ONLY, 0, weights.bytes(), arena);
      }
    } catch (IOException e) {
      throw failure(path, UNREADABLE, reason(e));
    }
  }

  private void checkDescriptor(NativeLibrary library, Manifest manifest) {
    if (library.abi() != Artifact.ABI_VERSION
        || library.workspaceBytes() != manifest.workspaceBytes()
        || library
            .manifest(ManifestJson.MAX_BYTES)
            .filter(json -> isJsonOf(manifest, json))
            .isEmpty()) {
      throw failure(
          DAMAGED, "the library and its manifest do not belong together; compile it again");
    }
  }

  private static boolean isJsonOf(Manifest manifest, byte[] json) {
    try {
      return ManifestJson.read(json).equals(manifest);
    } catch (ArtifactException _) {
      return false;
    }
  }

  private ModelLoadException failure(ModelLoadException.Kind kind, String message) {
    return failure(shown, kind, message);
  }

  private static ModelLoadException failure(
      Object file, ModelLoadException.Kind kind, String message) {
    return new ModelLoadException(kind, file + ": " + message);
  }

  /** The JDK's file exceptions have only the path as their message. */
  static String reason(IOException e) {
    return switch (e) {
      case AccessDeniedException _ -> "permission denied";
      default -> String.valueOf(e.getMessage());
    };
  }
}
