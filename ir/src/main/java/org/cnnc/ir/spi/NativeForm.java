package org.cnnc.ir.spi;

/** A form of code that linkers, loaders and drivers take. */
public enum NativeForm {
  /** Complete in itself, for {@code dlopen}. */
  SHARED_LIBRARY(".so"),
  /** An {@code ar} archive of objects with an index, for a linker. */
  STATIC_LIBRARY(".a"),
  /** One relocatable object, for a linker. */
  OBJECT(".o"),
  /** Source that a device's driver compiles, a launch plan and weights: docs/OPENCL.md. */
  KERNELS(".cnncl");

  private final String suffix;

  NativeForm(String suffix) {
    this.suffix = suffix;
  }

  /** How names of such files end: {@code .so}. */
  public String suffix() {
    return suffix;
  }
}
