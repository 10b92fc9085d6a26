package org.cnnc.runtime.artifact;

import java.util.List;

/**
 * The machine a library was compiled for.
 *
 * @param arch {@code x86-64} or {@code aarch64}
 * @param os {@code linux}
 * @param cpu LLVM's name of the CPU the code was tuned for; only its features are required
 * @param features LLVM's names of the CPU features the code uses, sorted, such as {@code avx2}
 */
public record Platform(String arch, String os, String cpu, List<String> features) {
  private static final int MAX_FEATURES = 512;

  public Platform {
    if (features.size() > MAX_FEATURES) {
      throw new IllegalArgumentException("more than " + MAX_FEATURES + " CPU features");
    }
    Manifest.checkText("architecture", arch);
    Manifest.checkText("operating system", os);
    Manifest.checkText("name of the CPU", cpu);
    features.forEach(feature -> Manifest.checkText("name of a CPU feature", feature));
    // Sorted here, so that equal sets always give equal bytes.
    features = features.stream().distinct().sorted().toList();
  }
}
