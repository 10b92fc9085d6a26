/**
 * Loop nests to native code through LLVM. {@link org.cnnc.backend.llvm.LlvmBackend} is the whole
 * way on one screen: {@code emit} prints the program as LLVM IR, {@code binding} has LLVM check,
 * clean up and translate it, {@code link} makes the libraries.
 */
@NullMarked
package org.cnnc.backend.llvm;

import org.jspecify.annotations.NullMarked;
