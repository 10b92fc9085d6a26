package org.cnnc.ir.target;

import java.util.List;
import java.util.Optional;

/**
 * The CPU or device that code is made for: all that schedules may depend on.
 *
 * @param name as the user writes it: {@code native}, {@code x86-64-v3}, {@code znver4}
 * @param cpu LLVM's name of the CPU: {@code x86-64-v3}, {@code znver4}, {@code generic}; for OpenCL
 *     the kind of device
 * @param features LLVM's names of the features that the code may use, sorted; the loader checks
 *     that the machine has them
 * @param vectorBits the width of the vectors to use: 512, 256, 128, or 32 where there are none
 * @param vectorRegisters how many of them there are: 32 or 16
 * @param l1Bytes the first-level data cache of a core
 * @param l2Bytes the second-level cache of a core
 * @param device what is known of an OpenCL device; empty for CPUs that LLVM compiles for
 */
public record Target(
    String name,
    Arch arch,
    String os,
    String cpu,
    List<String> features,
    int vectorBits,
    int vectorRegisters,
    int l1Bytes,
    int l2Bytes,
    Optional<DeviceDescription> device) {
  /** LLVM's name of the instructions for bfloat16 in 512-bit registers. */
  public static final String BFLOAT16 = "avx512bf16";

  /** LLVM's names of the matrix unit's instructions for bfloat16, sorted. */
  public static final List<String> TILES = List.of("amx-bf16", "amx-tile");

  public Target {
    features = List.copyOf(features);
  }

  /** A CPU that LLVM compiles for. */
  public Target(
      String name,
      Arch arch,
      String os,
      String cpu,
      List<String> features,
      int vectorBits,
      int vectorRegisters,
      int l1Bytes,
      int l2Bytes) {
    this(
        name,
        arch,
        os,
        cpu,
        features,
        vectorBits,
        vectorRegisters,
        l1Bytes,
        l2Bytes,
        Optional.empty());
  }

  /** Whether the code runs on the cores of a CPU, by whatever driver. */
  public boolean isForCpu() {
    return device.isEmpty() || device.get().kind() == DeviceDescription.Kind.CPU;
  }

  /** Whether there are instructions for bfloat16 in 512-bit registers. */
  public boolean hasBfloat16() {
    return features.contains(BFLOAT16);
  }

  /**
   * Whether vectors multiply pairs of bfloat16 faster than f32. Of all that have the instruction,
   * those of CPUs with a matrix unit take twice as long for it.
   */
  public boolean hasBfloat16Products() {
    return hasBfloat16() && !hasTiles();
  }

  /** Whether there is a matrix unit, whose tiles hold bfloat16. */
  public boolean hasTiles() {
    return features.containsAll(TILES);
  }

  /** The same without a matrix unit and what its CPUs have beside it, for code without tiles. */
  public Target withoutTiles() {
    return hasTiles() ? withoutBfloat16() : this;
  }

  /** The same without what only code for bfloat16 uses. */
  public Target withoutBfloat16() {
    return new Target(
        name,
        arch,
        os,
        cpu,
        features.stream().filter(f -> !f.equals(BFLOAT16) && !TILES.contains(f)).toList(),
        vectorBits,
        vectorRegisters,
        l1Bytes,
        l2Bytes,
        device);
  }

  /** The number of f32 in a vector: 16, 8, 4 or 1; also the block of the channel layouts. */
  public int lanes() {
    return vectorBits / Float.SIZE;
  }
}
