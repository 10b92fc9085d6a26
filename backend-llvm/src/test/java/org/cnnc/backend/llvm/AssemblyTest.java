package org.cnnc.backend.llvm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.cnnc.ir.program.Program;
import org.cnnc.ir.target.Target;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What LLVM makes of a register tile: the inner loop is what the schedule wrote, and no more. */
class AssemblyTest {
  private static final LlvmBackend BACKEND = new LlvmBackend();

  @ParameterizedTest
  @CsvSource({
    "x86-64-v4, 6, 4, vfmadd",
    "skylake-avx512, 6, 4, vfmadd",
    "sapphirerapids, 14, 2, vfmadd",
    "znver4, 6, 4, vfmadd",
    "x86-64-v3, 6, 2, vfmadd",
    "haswell, 4, 3, vfmadd",
    "neoverse-n1, 8, 2, fmla",
  })
  void innerLoopOfATileKeepsItsAccumulatorsInRegisters(
      String name, int pixels, int vectors, String multiplyAdd) {
    Target target = BACKEND.target(name);
    int lanes = target.lanes();
    int oc = 2 * lanes * vectors;
    Nests.Conv conv = Nests.tiled(lanes, oc, 2 * pixels, lanes, pixels, vectors);
    Program program =
        RunTest.program("tile", conv, RunTest.random(1, oc * lanes * 9), RunTest.random(2, oc));
    List<String> loop = innermostLoop(BACKEND.print(program, target, "asm"), multiplyAdd);
    String text = String.join("\n", loop);
    long fused = loop.stream().filter(l -> l.strip().startsWith(multiplyAdd)).count();
    assertEquals((long) pixels * vectors, fused, text);
    assertTrue(loop.stream().noneMatch(l -> l.contains("(%rsp)") || l.contains("[sp")), text);
    // Loads that cannot be operands of others, the loop's own three, and one or two addresses.
    assertTrue(loop.size() <= fused + pixels + vectors + 6, text);
  }

  /** The block that ends in a jump to its own beginning and multiplies. */
  static List<String> innermostLoop(String assembly, String multiplyAdd) {
    List<String> block = new ArrayList<>();
    String label = "";
    for (String line : assembly.lines().toList()) {
      if (line.matches("\\.LBB[0-9_]+:.*")) {
        label = line.substring(0, line.indexOf(':'));
        block.clear();
      } else if (!line.strip().startsWith(".")) {
        block.add(line);
        boolean jumpsBack = line.endsWith(label) && line.strip().matches("(j|b|cb|tb).*");
        if (!label.isEmpty() && jumpsBack && String.join("", block).contains(multiplyAdd)) {
          return block;
        }
      }
    }
    throw new AssertionError("no inner loop with " + multiplyAdd + " in\n" + assembly);
  }
}
