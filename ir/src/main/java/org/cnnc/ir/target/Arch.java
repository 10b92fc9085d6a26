package org.cnnc.ir.target;

/** What code is written in: an instruction set, or a language that a driver compiles. */
public enum Arch {
  X86_64("x86-64"),
  AARCH64("aarch64"),
  OPENCL("opencl");

  private final String text;

  Arch(String text) {
    this.text = text;
  }

  /** The name in manifests and messages: {@code x86-64}. */
  public String text() {
    return text;
  }
}
