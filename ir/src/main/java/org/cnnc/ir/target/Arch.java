package org.cnnc.ir.target;

/** An instruction set. */
public enum Arch {
  X86_64("x86-64"),
  AARCH64("aarch64");

  private final String text;

  Arch(String text) {
    this.text = text;
  }

  /** The name in manifests and messages: {@code x86-64}. */
  public String text() {
    return text;
  }
}
