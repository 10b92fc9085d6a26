package org.cnnc.backend.opencl.binding;

import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;

/** The address of a pointer: what functions take that take a list of one. */
final class Reference {
  private Reference() {}

  /** To be closed; the pointer's own memory stays. */
  static <P extends Pointer> PointerPointer<P> to(P pointer) {
    // Its constructor that takes a pointer would be a cast.
    return new PointerPointer<P>(1).put(0, pointer);
  }
}
