/** Loop nests to a shared library through LLVM. */
@NullMarked
package org.cnnc.backend.llvm;

import org.jspecify.annotations.NullMarked;
