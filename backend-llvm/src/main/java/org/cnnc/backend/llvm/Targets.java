package org.cnnc.backend.llvm;

import static java.util.regex.Pattern.CASE_INSENSITIVE;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.cnnc.backend.llvm.binding.LlvmLibrary;
import org.cnnc.ir.spi.BackendException;
import org.cnnc.ir.target.Arch;
import org.cnnc.ir.target.Target;

/** The targets that users can name. */
final class Targets {
  private static final List<String> V2 = List.of("popcnt", "sse3", "sse4.1", "sse4.2", "ssse3");
  private static final List<String> V3 =
      sorted(V2, List.of("avx", "avx2", "bmi", "bmi2", "f16c", "fma", "lzcnt", "movbe"));
  private static final List<String> V4 =
      sorted(V3, List.of("avx512bw", "avx512cd", "avx512dq", "avx512f", "avx512vl"));

  /** Of the CPUs whose vector units multiply bfloat16 at twice the rate of f32. */
  private static final List<String> V4_BFLOAT16 = sorted(V4, List.of(Target.BFLOAT16));

  /** With a matrix unit, but vector units that multiply bfloat16 at half the rate of f32. */
  private static final List<String> V4_TILES = sorted(V4_BFLOAT16, Target.TILES);

  private static final Set<String> BFLOAT16_CPUS = Set.of("znver4", "znver5");

  private static final List<String> NEON = List.of("fp-armv8", "neon");

  private static final int KIB = 1 << 10;

  /** By name; sizes of caches from the makers' optimization guides. */
  private static final List<Target> NAMED =
      List.of(
          x86("x86-64-v2", V2, 32, 256),
          x86("x86-64-v3", V3, 32, 256),
          x86("x86-64-v4", V4, 32, 1024),
          x86("haswell", V3, 32, 256),
          x86("skylake", V3, 32, 256),
          x86("skylake-avx512", V4, 32, 1024),
          x86("icelake-server", V4, 48, 1280),
          x86("sapphirerapids", V4_TILES, 48, 2048),
          x86("emeraldrapids", V4_TILES, 48, 2048),
          x86("znver2", V3, 32, 512),
          x86("znver3", V3, 32, 512),
          x86("znver4", V4_BFLOAT16, 32, 1024),
          x86("znver5", V4_BFLOAT16, 48, 1024),
          arm("aarch64", "generic", 32, 512),
          arm("neoverse-n1", "neoverse-n1", 64, 1024),
          arm("neoverse-v1", "neoverse-v1", 64, 1024),
          arm("neoverse-n2", "neoverse-n2", 64, 1024));

  /** What compilers elsewhere call the systems that have no libraries here. */
  private static final Pattern OTHER_SYSTEM =
      Pattern.compile("(windows|win32|win64|mingw|msvc)|macos|darwin|apple", CASE_INSENSITIVE);

  private Targets() {}

  private static List<String> sorted(List<String> some, List<String> more) {
    return Stream.concat(some.stream(), more.stream()).sorted().toList();
  }

  private static Target x86(String name, List<String> features, int l1Kib, int l2Kib) {
    return x86(name, name, features, l1Kib * KIB, l2Kib * KIB);
  }

  private static Target x86(
      String name, String cpu, List<String> features, int l1Bytes, int l2Bytes) {
    boolean wide = features.containsAll(List.of("avx512f", "avx512vl"));
    int vectorBits = wide ? 512 : features.contains("avx2") ? 256 : 128;
    return new Target(
        name, Arch.X86_64, "linux", cpu, features, vectorBits, wide ? 32 : 16, l1Bytes, l2Bytes);
  }

  private static Target arm(String name, String cpu, int l1Kib, int l2Kib) {
    return new Target(name, Arch.AARCH64, "linux", cpu, NEON, 128, 32, l1Kib * KIB, l2Kib * KIB);
  }

  static List<String> names() {
    List<String> names = new ArrayList<>(List.of("native"));
    NAMED.forEach(t -> names.add(t.name()));
    return names;
  }

  /**
   * The target of a name.
   *
   * @throws BackendException where there is none; the message lists those that there are
   */
  static Target byName(String name) {
    if (name.equals("native")) {
      return host();
    }
    Matcher other = OTHER_SYSTEM.matcher(name);
    if (other.find()) {
      throw new BackendException(
          "no target `%s`: libraries are made for Linux, not for %s; there are %s"
              .formatted(
                  name, other.group(1) == null ? "macOS" : "Windows", String.join(", ", names())));
    }
    return NAMED.stream()
        .filter(t -> t.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new BackendException(
                    "no target `%s`; there are %s".formatted(name, String.join(", ", names()))));
  }

  private static Target host() {
    String arch = System.getProperty("os.arch");
    String os = System.getProperty("os.name");
    if (!os.equals("Linux")) {
      throw new BackendException(
          "libraries are made for Linux, and this is %s; name a target to compile for: %s"
              .formatted(os, String.join(", ", names())));
    }
    String cpu = LlvmLibrary.hostCpu();
    int l1 = cacheBytes(1, 32 * KIB);
    int l2 = cacheBytes(2, 512 * KIB);
    return switch (arch) {
      case "amd64", "x86_64" -> {
        List<String> host = LlvmLibrary.hostFeatures();
        List<String> used =
            BFLOAT16_CPUS.contains(cpu) ? V4_BFLOAT16 : host.containsAll(V4_TILES) ? V4_TILES : V4;
        yield x86("native", cpu, used.stream().filter(host::contains).toList(), l1, l2);
      }
      case "aarch64" -> new Target("native", Arch.AARCH64, "linux", cpu, NEON, 128, 32, l1, l2);
      default ->
          throw new BackendException(
              "libraries are not made for %s CPUs; name a target to compile for: %s"
                  .formatted(arch, String.join(", ", names())));
    };
  }

  /** The size of a core's data cache as Linux reports it. */
  private static int cacheBytes(int level, int otherwise) {
    try {
      for (int i = 0; i < 8; i++) {
        Path cache = Path.of("/sys/devices/system/cpu/cpu0/cache/index" + i);
        if (!Files.isDirectory(cache)) {
          continue;
        }
        String size = Files.readString(cache.resolve("size")).strip();
        boolean isData = !Files.readString(cache.resolve("type")).strip().equals("Instruction");
        boolean isLevel =
            Files.readString(cache.resolve("level")).strip().equals(Integer.toString(level));
        if (isData && isLevel && size.matches("[0-9]{1,6}K")) {
          return Integer.parseInt(size.substring(0, size.length() - 1)) * KIB;
        }
      }
      return otherwise;
    } catch (IOException e) {
      // Containers may hide these files; the schedule is then made for a common size.
      return otherwise;
    }
  }
}
