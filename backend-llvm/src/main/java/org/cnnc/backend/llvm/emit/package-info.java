/**
 * Prints a program as LLVM IR text, the form that LLVM reads back and that the goldens hold: {@link
 * org.cnnc.backend.llvm.emit.LlvmEmitter}. Decides nothing: what is unrolled, vectorized or shared
 * among threads the nests say. Depends on {@code org.cnnc.ir} alone, so that printing needs no
 * native library.
 */
@NullMarked
package org.cnnc.backend.llvm.emit;

import org.jspecify.annotations.NullMarked;
