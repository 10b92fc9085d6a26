package org.cnnc.runtime.artifact;

/**
 * What a model stores its weights and what its layers compute in. Sums, inputs and outputs are f32.
 */
public enum Precision {
  /** All in IEEE 754 single precision. */
  F32("f32"),
  /** Some weights, and what is computed between layers with weights, in bfloat16. */
  BF16("bf16");

  private final String text;

  Precision(String text) {
    this.text = text;
  }

  /** The name in manifests, such as {@code bf16}. */
  @Override
  public String toString() {
    return text;
  }
}
