package org.cnnc.runtime;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.cnnc.runtime.ModelLoadException.Kind;
import org.cnnc.runtime.artifact.Artifact;
import org.cnnc.runtime.artifact.ArtifactException;
import org.cnnc.runtime.artifact.Bundle;
import org.cnnc.runtime.artifact.BundleJson;
import org.cnnc.runtime.artifact.Platform;
import org.cnnc.runtime.internal.Host;
import org.cnnc.runtime.internal.LibraryCache;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Models that are packaged for several machines, and unpacked into a cache. */
class BundleTest {
  private static final String INDEX = "Scale.cnnc";

  @TempDir Path folder;

  /** The names of the resources that were opened. */
  private final List<String> opened = new ArrayList<>();

  @Test
  void indexReadsBackAsItWasWritten() throws Exception {
    Bundle bundle =
        new Bundle(
            "Scale",
            List.of(
                new Bundle.Library(
                    "Scale-x.so",
                    7,
                    "1".repeat(64),
                    new Platform("x86-64", "linux", "znver4", List.of("avx2", "fma")))));

    assertEquals(bundle, BundleJson.read(BundleJson.write(bundle)));
  }

  @Test
  void aDamagedIndexIsRefusedInOneLine() {
    for (String index :
        List.of(
            "",
            "{}",
            "{\"cnnc\": 2}",
            "{\"cnnc\": 1, \"model\": \"M\", \"libraries\": []}",
            "{\"cnnc\": 1, \"model\": \"M\", \"libraries\": [{\"file\": \"../x.so\", \"bytes\":"
                + " 1}]}")) {
      ArtifactException e =
          assertThrows(
              ArtifactException.class,
              () -> BundleJson.read(index.getBytes(StandardCharsets.UTF_8)),
              index);
      assertEquals(1, e.getMessage().lines().count(), e.getMessage());
    }
  }

  @Test
  void takesTheFirstLibraryThatTheMachineCanRun() throws IOException {
    index(
        library("v4.so", 4, "avx2", "avx512f"),
        library("v3.so", 3, "avx2"),
        library("v2.so", 2, "sse3"));

    ScaleLibrary.assertScales(4, load(x86("avx2", "avx512f", "pni")));
    ScaleLibrary.assertScales(3, load(x86("avx2", "pni")));
    ScaleLibrary.assertScales(2, load(x86("pni")));
  }

  @Test
  void tellsTheLogWhatWasChosenAndWhatWasRefused() throws IOException {
    Path library = library("v2.so", 2);
    index(library);
    List<LogRecord> records = new ArrayList<>();
    Handler handler =
        new Handler() {
          @Override
          public void publish(LogRecord record) {
            records.add(record);
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    Logger logger = Logger.getLogger("org.cnnc.runtime");
    logger.setUseParentHandlers(false);
    logger.setLevel(Level.ALL);
    logger.addHandler(handler);
    try {
      ScaleLibrary.assertScales(2, load(x86()));
      ScaleLibrary.assertScales(2, load(x86()));
      Files.writeString(entry(library), "something else");
      ScaleLibrary.assertScales(2, load(x86()));
    } finally {
      logger.removeHandler(handler);
      logger.setLevel(null);
      logger.setUseParentHandlers(true);
    }

    assertEquals(
        List.of(Level.FINE, Level.FINE, Level.WARNING, Level.FINE),
        records.stream().map(LogRecord::getLevel).toList());
    List<String> said = records.stream().map(LogRecord::getMessage).toList();
    assertTrue(said.get(0).contains(": v2.so for "), said.get(0));
    assertTrue(said.get(0).contains(", unpacked now into "), said.get(0));
    assertTrue(said.get(1).contains(", unpacked in "), said.get(1));
    assertTrue(said.get(2).endsWith("; it is unpacked again, and replaced"), said.get(2));
  }

  @Test
  void saysWhatTheMachineLacks() throws IOException {
    index(library("v4.so", 4, "avx2", "avx512f"), library("v3.so", 3, "avx2"));

    ModelLoadException e = assertThrows(ModelLoadException.class, () -> load(x86("pni")));
    assertEquals(Kind.MISSING_CPU_FEATURES, e.kind());
    assertEquals(
        "Scale.cnnc: packaged for avx512f, avx2, the last of which needs what this machine lacks:"
            + " avx2; package it for a lower --target, too",
        e.getMessage());

    Host other = new Host("riscv64", "linux", Set.of());
    e = assertThrows(ModelLoadException.class, () -> load(other));
    assertEquals(Kind.WRONG_MACHINE, e.kind());
    assertEquals(
        "Scale.cnnc: packaged for x86-64 on linux, this is riscv64 on linux: package it for this"
            + " machine, too",
        e.getMessage());
  }

  @Test
  void saysWhichResourceIsMissing() throws IOException {
    ModelLoadException e = assertThrows(ModelLoadException.class, () -> load(x86("pni")));
    assertEquals(Kind.UNREADABLE, e.kind());
    assertTrue(e.getMessage().startsWith("Scale.cnnc: no resource `Scale.cnnc`"), e.getMessage());

    Path library = library("v2.so", 2);
    index(library);
    Files.delete(library);
    e = assertThrows(ModelLoadException.class, () -> load(x86("pni")));
    assertEquals(Kind.UNREADABLE, e.kind());
    assertTrue(e.getMessage().contains("no resource `v2.so`"), e.getMessage());
  }

  @Test
  void isUnpackedOnceIntoFilesOfTheUserAlone() throws IOException {
    Path library = library("v2.so", 2);
    index(library);

    ScaleLibrary.assertScales(2, load(x86()));
    ScaleLibrary.assertScales(2, load(x86()));

    assertEquals(List.of(INDEX, "v2.so", INDEX), opened);
    assertEquals(List.of(entry(library)), cached());
    assertEquals(
        "rwx------",
        PosixFilePermissions.toString(Files.getPosixFilePermissions(cache().folder())));
    assertEquals(
        "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(entry(library))));
  }

  @Test
  void aTamperedLibraryInTheCacheIsRefusedAndReplaced() throws IOException {
    Path library = library("v2.so", 2);
    index(library);
    ScaleLibrary.assertScales(2, load(x86()));
    byte[] packaged = Files.readAllBytes(library);
    byte[] flipped = packaged.clone();
    flipped[flipped.length / 2] ^= 1;
    // Another library, as sound as this one: only the index knows that it is not the right one.
    byte[] another = Files.readAllBytes(library("other.so", 9));

    for (byte[] content : List.of(flipped, another, new byte[0], new byte[] {1, 2, 3})) {
      Files.write(entry(library), content);
      opened.clear();

      ScaleLibrary.assertScales(2, load(x86()));

      assertEquals(List.of(INDEX, "v2.so"), opened);
      assertArrayEquals(packaged, Files.readAllBytes(entry(library)));
      assertEquals(List.of(entry(library)), cached());
    }
  }

  @Test
  void aDamagedResourceIsRefusedAndNotKept() throws IOException {
    Path library = library("v2.so", 2);
    index(library);
    Files.write(library, Files.readAllBytes(library("other.so", 9)));

    ModelLoadException e = assertThrows(ModelLoadException.class, () -> load(x86()));

    assertEquals(Kind.DAMAGED, e.kind());
    assertTrue(e.getMessage().startsWith("Scale.cnnc: v2.so: "), e.getMessage());
    assertEquals(List.of(), cached());
  }

  @Test
  void loadsWhereNoCacheCanBeWritten() throws IOException {
    index(library("v2.so", 2));
    Path file = Files.createFile(folder.resolve("file"));
    LibraryCache nowhere = new LibraryCache(file.resolve("libraries"));

    ScaleLibrary.assertScales(2, new BundleLoader(INDEX, this::open, x86(), nowhere).load("auto"));
  }

  @Test
  void twentyProcessesAtOnceShareAnEmptyCache() throws Exception {
    Path library = library("v2.so", 2);
    index(library);
    List<Process> processes = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      processes.add(
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-XX:TieredStopAtLevel=1",
                  "-XX:+UseSerialGC",
                  "-Xmx64m",
                  "--enable-native-access=ALL-UNNAMED",
                  "-Dcnnc.cache=" + folder.resolve("shared"),
                  "-cp",
                  System.getProperty("java.class.path"),
                  LoadOnce.class.getName(),
                  folder.toString())
              .redirectErrorStream(true)
              .start());
    }
    for (Process process : processes) {
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertEquals(0, process.waitFor(), output);
      assertEquals("[2.0, 4.0, 6.0, 8.0]\n", output);
    }
    try (Stream<Path> files = Files.list(folder.resolve("shared").resolve("libraries"))) {
      assertEquals(1, files.count());
    }
  }

  /** Loads the bundle of a folder and runs it. */
  static final class LoadOnce {
    public static void main(String[] arguments) {
      Path folder = Path.of(arguments[0]);
      try (Model model = Model.load(INDEX, name -> Files.newInputStream(folder.resolve(name)));
          Workspace w = model.newWorkspace(Threads.of(1))) {
        w.input("image").copyFrom(new float[] {1, 2, 3, 4});
        w.run();
        System.out.print(Arrays.toString(w.output("scores").toFloatArray()) + "\n");
      }
    }
  }

  private Model load(Host host) {
    return new BundleLoader(INDEX, this::open, host, cache()).load("auto");
  }

  private LibraryCache cache() {
    return new LibraryCache(folder.resolve("cache"));
  }

  private InputStream open(String name) throws IOException {
    opened.add(name);
    Path file = folder.resolve(name);
    return Files.exists(file) ? new ByteArrayInputStream(Files.readAllBytes(file)) : null;
  }

  private static Host x86(String... flags) {
    return new Host("x86-64", "linux", Set.of(flags));
  }

  private Path library(String name, int factor, String... features) throws IOException {
    return ScaleLibrary.build(folder, name, factor, features);
  }

  private void index(Path... libraries) throws IOException {
    Bundle bundle = ScaleLibrary.bundle(libraries);
    Files.write(folder.resolve(INDEX), BundleJson.write(bundle));
  }

  private Path entry(Path library) throws IOException {
    try {
      return cache().entry(Artifact.contentHash(library));
    } catch (ArtifactException e) {
      throw new AssertionError(e);
    }
  }

  private List<Path> cached() throws IOException {
    assertFalse(Files.isRegularFile(cache().folder()));
    try (Stream<Path> files = Files.list(cache().folder())) {
      return files.sorted().toList();
    }
  }
}
