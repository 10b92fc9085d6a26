package org.cnnc.backend.llvm.emit;

import java.util.List;
import java.util.stream.Collectors;
import org.cnnc.ir.CompilerBug;
import org.cnnc.ir.target.Arch;
import org.cnnc.ir.target.Target;

/** A target in LLVM's terms. */
public record Platform(Target target) {
  /**
   * What depends on the instruction set alone.
   *
   * @param pause the instruction by which a spinning thread leaves the core to others
   */
  private record Machine(String triple, String baseCpu, String pause, String pauseDeclaration) {
    static final Machine X86_64 =
        new Machine(
            "x86_64-unknown-linux-gnu",
            "x86-64",
            "call void @llvm.x86.sse2.pause()",
            "declare void @llvm.x86.sse2.pause()");

    static final Machine AARCH64 =
        new Machine(
            "aarch64-unknown-linux-gnu",
            "generic",
            "call void @llvm.aarch64.hint(i32 1)",
            "declare void @llvm.aarch64.hint(i32 immarg)");
  }

  private Machine machine() {
    return switch (target.arch()) {
      case X86_64 -> Machine.X86_64;
      case AARCH64 -> Machine.AARCH64;
      case OPENCL -> throw new CompilerBug("llvm-emit", "OpenCL is no CPU");
    };
  }

  /** LLVM's name of the platform. */
  public String triple() {
    return machine().triple;
  }

  /**
   * The oldest CPU of the architecture. Code for a newer one is this CPU's plus the features that
   * the target lists, so that it never uses one that the loader was not told to check.
   */
  public String baseCpu() {
    return machine().baseCpu;
  }

  /** {@code +avx2,+fma}. */
  public String features() {
    return target.features().stream().map(f -> "+" + f).collect(Collectors.joining(","));
  }

  /** Whether there is a fused multiply-add; LLVM would call the C library where there is none. */
  boolean hasFusedMultiplyAdd() {
    return target.arch() == Arch.AARCH64 || target.features().contains("fma");
  }

  /** Whether there are instructions for bfloat16 in 512-bit registers. */
  boolean hasBfloat16() {
    return target.hasBfloat16();
  }

  /** Whether vectors should multiply pairs of bfloat16. */
  boolean hasBfloat16Products() {
    return target.hasBfloat16Products();
  }

  /** Whether there is a matrix unit for bfloat16. */
  boolean hasTiles() {
    return target.hasTiles();
  }

  /** The instruction by which a spinning thread leaves the core to others. */
  String pause() {
    return machine().pause;
  }

  /** The declaration of {@link #pause}. */
  String pauseDeclaration() {
    return machine().pauseDeclaration;
  }

  /**
   * What every function says of its target. Without the vector width, LLVM would avoid 512-bit
   * registers; with {@code min-legal-vector-width=0} it would split ours in two.
   */
  List<String> functionAttributes() {
    return List.of(
        "nounwind",
        "\"frame-pointer\"=\"none\"",
        "\"prefer-vector-width\"=\"%d\"".formatted(target.vectorBits()),
        "\"target-cpu\"=\"%s\"".formatted(baseCpu()),
        "\"target-features\"=\"%s\"".formatted(features()),
        "\"tune-cpu\"=\"%s\"".formatted(target.cpu()));
  }
}
