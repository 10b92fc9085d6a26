/**
 * From objects to libraries: {@link org.cnnc.backend.llvm.link.NativeFiles}. The weights become an
 * object of their own, written straight to disk.
 */
@NullMarked
package org.cnnc.backend.llvm.link;

import org.jspecify.annotations.NullMarked;
