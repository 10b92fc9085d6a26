package org.cnnc.backend.llvm.emit;

/**
 * The names by which the objects of a program, and those who link them, find each other.
 *
 * @param descriptor of the constant that describes the model
 */
public record Symbols(String descriptor) {
  /** The descriptor's other name in every shared library, for who opens it by its path alone. */
  public static final String MODEL = "cnnc_model_v1";

  /**
   * The packed weights, which another object holds. No C identifier: no descriptor has the name.
   */
  public String weights() {
    return descriptor + ".weights";
  }
}
