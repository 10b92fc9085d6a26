package org.cnnc.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A model for OpenCL is compiled by the device's driver once, not at each start of a process. */
class SecondStartTest {
  private static final Path SEVEN = Path.of("lenet5", "digits", "seven.png");

  /** A driver that keeps nothing by itself, in Debian's package {@code oclgrind}. */
  private static final Path OCLGRIND = Path.of("/usr/lib/oclgrind/liboclgrind-rt-icd.so");

  @TempDir private Path folder;

  @BeforeEach
  void requireDevice() {
    OpenCl.require();
  }

  @Test
  void poclCompilesEachKernelOnce() throws IOException {
    Path kernels = Files.createDirectory(folder.resolve("pocl"));
    CommandLine cnnc = new CommandLine().in(Map.of("POCL_CACHE_DIR", kernels.toString()));
    Path model = compile();

    assertSeven(cnnc, model);
    SortedMap<String, Object> first = files(kernels, ".so");
    assertSeven(cnnc, model);

    TreeSet<String> names = new TreeSet<>();
    first.keySet().forEach(file -> names.add(Path.of(file).getFileName().toString()));
    assertFalse(first.isEmpty(), "PoCL keeps its kernels elsewhere");
    assertEquals(names.size(), first.size(), () -> "compiled twice: " + first.keySet());
    assertEquals(first, files(kernels, ".so"));
  }

  @Test
  void whatADriverCompiledIsKeptForIt() throws IOException {
    requireOclgrind();
    Path cache = folder.resolve("cache");
    Path drivers = Files.createDirectory(folder.resolve("drivers"));
    Files.writeString(drivers.resolve("oclgrind.icd"), OCLGRIND + "\n");
    CommandLine cnnc =
        new CommandLine()
            .in(Map.of("CNNC_CACHE", cache.toString(), "OCL_ICD_VENDORS", drivers + "/"));
    Path model = compile();

    assertSeven(cnnc, model);
    SortedMap<String, Object> first = files(cache, ".bin");
    assertEquals(1, first.size(), first.toString());
    assertSeven(cnnc, model);
    assertEquals(first, files(cache, ".bin"), "it was compiled and written again");

    Path entry = Path.of(first.firstKey());
    byte[] binary = Files.readAllBytes(entry);
    byte[] damaged = binary.clone();
    damaged[damaged.length / 2] ^= 1;
    for (byte[] content : new byte[][] {damaged, new byte[0], new byte[100]}) {
      Files.write(entry, content);
      assertSeven(cnnc, model);
      assertEquals(binary.length, Files.size(entry), "it was not written again");
    }
  }

  private static void requireOclgrind() {
    if (!Files.exists(OCLGRIND)) {
      String message = "the cache of kernels is NOT tested: install oclgrind";
      System.err.println(message);
      abort(message);
    }
  }

  private static void assertSeven(CommandLine cnnc, Path model) throws IOException {
    String out = cnnc.succeed("run", model, SEVEN);
    assertTrue(out.startsWith(SEVEN + ": 7 ("), out);
  }

  /** The files in a folder, and what changes when one of them is written again. */
  private static SortedMap<String, Object> files(Path folder, String suffix) throws IOException {
    SortedMap<String, Object> files = new TreeMap<>();
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path file : all.filter(each -> each.toString().endsWith(suffix)).toList()) {
        var attributes = Files.readAttributes(file, BasicFileAttributes.class);
        files.put(file.toString(), attributes.lastModifiedTime() + " " + attributes.fileKey());
      }
    }
    return files;
  }

  private Path compile() throws IOException {
    Path model = folder.resolve("lenet5.cnncl");
    new CommandLine().succeed("compile", Sample.LENET5, "--target", "opencl", "-o", model);
    return model;
  }
}
