package org.cnnc.compiler.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.cnnc.compiler.Compiler;
import org.cnnc.compiler.CompilerOptions;
import org.cnnc.ir.target.Target;
import org.junit.jupiter.api.Test;

/** The runtime gives short runs to one thread, so a probe has to say how much it does. */
class ProbeTest {
  private static final Target TARGET = new Compiler(CompilerOptions.DEFAULT).target();

  @Test
  void multiplyAddsOfMoreThreadsAreMore() {
    try (Probe one = Probe.multiplyAdds(TARGET, 1);
        Probe two = Probe.multiplyAdds(TARGET, 2)) {
      long macs = one.model().manifest().macs();
      assertTrue(macs >= 100_000L * 8 * TARGET.lanes(), macs + " multiply-accumulates");
      assertEquals(2 * macs, two.model().manifest().macs());
    }
  }

  @Test
  void readsOfAFewBytesAreManyRounds() {
    try (Probe reads = Probe.reads(TARGET, 2, 16 << 10)) {
      long floats = reads.model().manifest().macs();
      assertTrue(floats >= 8 << 20, floats + " numbers");
    }
  }
}
