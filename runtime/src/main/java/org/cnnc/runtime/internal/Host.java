package org.cnnc.runtime.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.cnnc.runtime.artifact.Platform;

/**
 * What a machine can run.
 *
 * @param arch {@code x86-64}, {@code aarch64}, or what Java calls another one
 * @param os {@code linux}, or what Java calls another one
 * @param flags the CPU's features by the kernel's names, as in {@code /proc/cpuinfo}
 */
public record Host(String arch, String os, Set<String> flags) {
  private static final Path CPUINFO = Path.of("/proc/cpuinfo");

  /** LLVM's name of what a matrix unit computes with. */
  private static final String TILES = "amx-tile";

  public Host {
    flags = Set.copyOf(flags);
  }

  /** The machine this JVM runs on. */
  public static Host current() throws IOException {
    String os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    String arch =
        switch (System.getProperty("os.arch")) {
          case "amd64" -> "x86-64";
          case String other -> other;
        };
    return new Host(arch, os, os.equals("linux") ? flags(Files.readString(CPUINFO)) : Set.of());
  }

  /**
   * The flags that every processor of a {@code /proc/cpuinfo} has: a thread may run on any of them.
   * The line is called {@code flags} on x86 and {@code Features} on ARM.
   */
  static Set<String> flags(String cpuinfo) {
    List<List<String>> processors =
        cpuinfo
            .lines()
            .map(line -> line.split(":", 2))
            .filter(line -> line.length == 2 && isFlags(line[0].strip()))
            .map(line -> List.of(line[1].strip().split("\\s+")))
            .distinct()
            .toList();
    if (processors.isEmpty()) {
      return Set.of();
    }
    Set<String> common = new TreeSet<>(processors.getFirst());
    processors.forEach(common::retainAll);
    return common;
  }

  private static boolean isFlags(String key) {
    return key.equals("flags") || key.equals("Features");
  }

  /** Whether this is the architecture and the operating system of a platform, whatever the CPU. */
  public boolean isOf(Platform platform) {
    return platform.arch().equals(arch) && platform.os().equals(os);
  }

  /**
   * Those of LLVM's feature names that this machine is not known to have, or does not let this
   * process use, in the order given.
   */
  public List<String> unmet(List<String> features) {
    List<String> missing = missing(features);
    List<String> unknown = unknown(features);
    List<String> refused = refused(features);
    return features.stream()
        .filter(f -> missing.contains(f) || unknown.contains(f) || refused.contains(f))
        .toList();
  }

  /**
   * Those of LLVM's feature names that this machine has, but its kernel does not let this process
   * use. Asks the kernel for a matrix unit's tiles where they are among the features.
   */
  public List<String> refused(List<String> features) {
    boolean hasTiles = names().containsKey(TILES) && missing(List.of(TILES)).isEmpty();
    return features.stream()
        .filter(f -> f.equals(TILES) && hasTiles && !MatrixUnit.isPermitted())
        .toList();
  }

  /** Those of LLVM's feature names that this machine lacks, in the order given. */
  public List<String> missing(List<String> features) {
    Map<String, List<String>> names = names();
    return features.stream()
        .filter(feature -> !flags.containsAll(names.getOrDefault(feature, List.of())))
        .toList();
  }

  /** Those of LLVM's feature names that this class cannot check, in the order given. */
  public List<String> unknown(List<String> features) {
    Map<String, List<String>> names = names();
    return features.stream().filter(feature -> !names.containsKey(feature)).toList();
  }

  /** From LLVM's name of a feature to the kernel's flags that together say it is there. */
  private Map<String, List<String>> names() {
    return switch (arch) {
      case "x86-64" -> X86_64;
      case "aarch64" -> AARCH64;
      default -> Map.of();
    };
  }

  /**
   * First the features that LLVM and the kernel call alike; then a line for each that they do not;
   * then those that no compiled loop uses and the kernel may hide, which are not checked.
   */
  private static final Map<String, List<String>> X86_64 =
      table(
          """
          3dnow adx aes avx avx2 avx512bw avx512cd avx512dq avx512f avx512ifma avx512vbmi avx512vl
          bmi2 cldemote clflushopt clwb clzero cmov cmpccxadd cx16 cx8 enqcmd f16c fma fma4
          fsgsbase fxsr gfni invpcid lwp mmx movbe movdir64b movdiri mwaitx pconfig pku popcnt
          ptwrite rdpid rdpru rdseed rtm serialize sgx sha512 sm3 sm4 sse sse2 sse4a ssse3 tbm
          tsxldtrk vaes vpclmulqdq waitpkg wbnoinvd xop xsave xsavec xsaveopt xsaves
          """,
          """
          64bit = lm
          amx-bf16 = amx_bf16
          amx-complex = amx_complex
          amx-fp16 = amx_fp16
          amx-int8 = amx_int8
          amx-tile = amx_tile
          avx512bf16 = avx512_bf16
          avx512bitalg = avx512_bitalg
          avx512fp16 = avx512_fp16
          avx512vbmi2 = avx512_vbmi2
          avx512vnni = avx512_vnni
          avx512vp2intersect = avx512_vp2intersect
          avx512vpopcntdq = avx512_vpopcntdq
          avxifma = avx_ifma
          avxneconvert = avx_ne_convert
          avxvnni = avx_vnni
          avxvnniint16 = avx_vnni_int16
          avxvnniint8 = avx_vnni_int8
          bmi = bmi1
          crc32 = sse4_2
          evex512 = avx512f
          lzcnt = abm
          pclmul = pclmulqdq
          prfchw = 3dnowprefetch
          rdrnd = rdrand
          sahf = lahf_lm
          sha = sha_ni
          sse3 = pni
          sse4.1 = sse4_1
          sse4.2 = sse4_2
          x87 = fpu
          """,
          "hreset kl prefetchi shstk uintr usermsr widekl");

  /**
   * Of the same three parts. Floating point and NEON are not checked: a Linux for aarch64 cannot
   * call a function without them, and an emulator may show the flags of the machine it runs on.
   */
  private static final Map<String, List<String>> AARCH64 =
      table(
          """
          aes bf16 bti dit flagm i8mm mte sb sha2 sha3 sme sme2 sm4 ssbs sve sve2
          """,
          """
          altnzcv = flagm2
          ccdp = dcpodp
          ccpp = dcpop
          complxnum = fcma
          crc = crc32
          crypto = aes pmull sha1 sha2
          dotprod = asimddp
          f32mm = svef32mm
          f64mm = svef64mm
          fp16fml = asimdfhm
          fptoint = frint
          fullfp16 = fphp asimdhp
          jsconv = jscvt
          lse = atomics
          lse2 = uscat
          pauth = paca pacg
          rand = rng
          rcpc = lrcpc
          rcpc-immo = ilrcpc
          rdm = asimdrdm
          sve-aes = sveaes svepmull
          sve-bitperm = svebitperm
          sve-sha3 = svesha3
          sve-sm4 = svesm4
          sve2-aes = sveaes svepmull
          sve2-bitperm = svebitperm
          sve2-sha3 = svesha3
          sve2-sm4 = svesm4
          """,
          "fp-armv8 neon perfmon");

  private static Map<String, List<String>> table(String same, String others, String unchecked) {
    Map<String, List<String>> table = new HashMap<>();
    for (String name : same.strip().split("\\s+", -1)) {
      table.put(name, List.of(name));
    }
    for (String line : others.lines().toList()) {
      String[] sides = line.split(" = ", 2);
      table.put(sides[0], List.of(sides[1].split(" ")));
    }
    for (String name : unchecked.split(" ", -1)) {
      table.put(name, List.of());
    }
    return Map.copyOf(table);
  }
}
