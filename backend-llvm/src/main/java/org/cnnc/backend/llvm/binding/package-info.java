/**
 * The only code that touches LLVM's C API and the tools in the presets' jar: typed, closeable
 * wrappers that check every status and free every message in one place. Depends on {@code
 * org.bytedeco} and {@code org.cnnc.ir}; begin with {@link
 * org.cnnc.backend.llvm.binding.LlvmModule}.
 */
@NullMarked
package org.cnnc.backend.llvm.binding;

import org.jspecify.annotations.NullMarked;
