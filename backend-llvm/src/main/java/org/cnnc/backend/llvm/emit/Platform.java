package org.cnnc.backend.llvm.emit;

import java.util.List;
import java.util.stream.Collectors;
import org.cnnc.ir.target.Arch;
import org.cnnc.ir.target.Target;

/** A target in LLVM's terms. */
public record Platform(Target target) {
  /** LLVM's name of the platform. */
  public String triple() {
    return switch (target.arch()) {
      case X86_64 -> "x86_64-unknown-linux-gnu";
      case AARCH64 -> "aarch64-unknown-linux-gnu";
    };
  }

  /**
   * The oldest CPU of the architecture. Code for a newer one is this CPU's plus the features that
   * the target lists, so that it never uses one that the loader was not told to check.
   */
  public String baseCpu() {
    return switch (target.arch()) {
      case X86_64 -> "x86-64";
      case AARCH64 -> "generic";
    };
  }

  /** {@code +avx2,+fma}. */
  public String features() {
    return target.features().stream().map(f -> "+" + f).collect(Collectors.joining(","));
  }

  boolean hasFusedMultiplyAdd() {
    return target.arch() == Arch.AARCH64 || target.features().contains("fma");
  }

  /** The instruction by which a spinning thread leaves the core to others. */
  String pause() {
    return switch (target.arch()) {
      case X86_64 -> "call void @llvm.x86.sse2.pause()";
      case AARCH64 -> "call void @llvm.aarch64.hint(i32 1)";
    };
  }

  /** The declaration of {@link #pause}. */
  String pauseDeclaration() {
    return switch (target.arch()) {
      case X86_64 -> "declare void @llvm.x86.sse2.pause()";
      case AARCH64 -> "declare void @llvm.aarch64.hint(i32 immarg)";
    };
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
