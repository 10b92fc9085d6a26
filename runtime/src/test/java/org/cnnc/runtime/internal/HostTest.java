package org.cnnc.runtime.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class HostTest {
  @Test
  void knowsTheFlagsOfThisMachine() throws IOException {
    Host host = Host.current();
    String baseline = host.arch().equals("x86-64") ? "sse2" : "neon";
    assertEquals(List.of(), host.missing(List.of(baseline)));
    assertEquals(List.of(), host.unknown(List.of(baseline)));
  }

  @Test
  void takesWhatAllProcessorsHave() {
    String cpuinfo =
        """
        processor\t: 0
        flags\t\t: fpu sse2 avx2 avx2 avx512f
        bugs\t\t: spectre_v1

        processor\t: 1
        flags\t\t: fpu avx2 sse2
        """;
    assertEquals(Set.of("fpu", "sse2", "avx2"), Host.flags(cpuinfo));
    assertEquals(Set.of("fp", "asimd"), Host.flags("Features\t: fp asimd\nCPU part\t: 0xd40\n"));
    assertEquals(Set.of(), Host.flags("nothing of the kind\n"));
  }

  @Test
  void translatesLlvmsNames() {
    Host x86 =
        new Host(
            "x86-64",
            "linux",
            Set.of("pni", "sse4_1", "abm", "bmi1", "pclmulqdq", "avx512_bf16", "fma", "lm"));
    List<String> there =
        List.of("sse3", "sse4.1", "lzcnt", "bmi", "pclmul", "avx512bf16", "fma", "64bit");
    assertEquals(List.of(), x86.missing(there));
    assertEquals(List.of(), x86.unknown(there));
    assertEquals(
        List.of("avx512vnni", "amx-tile", "bmi2"),
        x86.missing(List.of("avx512vnni", "fma", "amx-tile", "bmi2")));
    Host arm = new Host("aarch64", "linux", Set.of("asimd", "asimddp", "atomics", "fphp"));
    assertEquals(List.of("fullfp16"), arm.missing(List.of("neon", "dotprod", "lse", "fullfp16")));
  }

  /** A hypervisor hides shadow stacks from the kernel, but not from LLVM, which lists them. */
  @Test
  void doesNotAskForWhatNoLoopUses() {
    Host x86 = new Host("x86-64", "linux", Set.of("avx2"));
    assertEquals(List.of(), x86.missing(List.of("avx2", "shstk", "prefetchi")));
    assertEquals(List.of(), x86.unknown(List.of("avx2", "shstk", "prefetchi")));
  }

  /** The kernel of a machine without the unit refuses it, whatever the flags say. */
  @Test
  void asksTheKernelForTiles() throws IOException {
    List<String> features = List.of("amx-bf16", "amx-tile", "fma");
    Host x86 = new Host("x86-64", "linux", Set.of("amx_bf16", "amx_tile", "fma"));
    boolean isHere = Host.current().flags().contains("amx_tile");
    List<String> refused = isHere ? List.of() : List.of("amx-tile");
    assertEquals(List.of(), x86.missing(features));
    assertEquals(refused, x86.refused(features));
    assertEquals(refused, x86.unmet(features));
    Host without = new Host("x86-64", "linux", Set.of("fma"));
    assertEquals(List.of(), without.refused(features));
    assertEquals(List.of("amx-bf16", "amx-tile"), without.unmet(features));
  }

  /** As a Java in an emulator on x86-64 sees it, whose {@code /proc/cpuinfo} is that machine's. */
  @Test
  void takesNeonForGrantedOnAarch64() {
    Host emulated = new Host("aarch64", "linux", Set.of("fpu", "sse2", "avx2"));
    assertEquals(List.of("dotprod"), emulated.unmet(List.of("dotprod", "fp-armv8", "neon")));
  }

  @Test
  void namesWhatItCannotCheck() {
    Host x86 = new Host("x86-64", "linux", Set.of("avx2"));
    assertEquals(List.of("neon"), x86.unknown(List.of("avx2", "neon")));
    Host other = new Host("riscv64", "linux", Set.of());
    assertEquals(List.of("v"), other.unknown(List.of("v")));
    assertTrue(other.unknown(List.of()).isEmpty());
    assertFalse(x86.unknown(List.of("avx3")).isEmpty());
  }
}
