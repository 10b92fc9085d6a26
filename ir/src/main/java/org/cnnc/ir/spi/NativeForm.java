package org.cnnc.ir.spi;

/** A form of native code that linkers and loaders take. */
public enum NativeForm {
  /** Complete in itself, for {@code dlopen}. */
  SHARED_LIBRARY,
  /** An {@code ar} archive of objects with an index, for a linker. */
  STATIC_LIBRARY,
  /** One relocatable object, for a linker. */
  OBJECT
}
