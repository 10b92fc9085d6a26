package org.cnnc.runtime.internal;

import java.io.IOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** The functions of the C library that Java has no other way to. */
final class CLibrary {
  private CLibrary() {}

  /**
   * A function.
   *
   * @param type its signature
   * @throws IOException if this system has none of this name
   */
  @SuppressWarnings("restricted") // The signatures are those of the manual's pages.
  static MethodHandle function(String name, FunctionDescriptor type, Linker.Option... options)
      throws IOException {
    Linker linker = Linker.nativeLinker();
    MemorySegment address =
        linker
            .defaultLookup()
            .find(name)
            .orElseThrow(() -> new IOException("this system has no " + name));
    return linker.downcallHandle(address, type, options);
  }
}
