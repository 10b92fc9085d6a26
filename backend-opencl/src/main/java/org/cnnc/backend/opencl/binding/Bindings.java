package org.cnnc.backend.opencl.binding;

import org.bytedeco.javacpp.Loader;
import org.bytedeco.opencl.global.OpenCL;

/** JavaCPP's bindings, which unpack a library of their own. */
final class Bindings {
  /**
   * JavaCPP allocates nothing any more, not a number, once the process has four times as much
   * memory as Java's heap may have. What a driver needs and a model's weights are outside of that
   * heap, and so large that a small heap would forbid them.
   */
  private static final String MEMORY_LIMIT = "org.bytedeco.javacpp.maxPhysicalBytes";

  private Bindings() {}

  /**
   * Loads them, before anything else of JavaCPP is touched: the first pointer would fail, and not
   * as an error.
   *
   * @throws UnsatisfiedLinkError where this machine has no OpenCL
   */
  static void load() {
    if (System.getProperty(MEMORY_LIMIT) == null) {
      System.setProperty(MEMORY_LIMIT, "0");
    }
    Loader.load(OpenCL.class);
  }
}
