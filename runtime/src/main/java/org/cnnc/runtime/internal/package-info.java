/**
 * The machine's side of the runtime: CPU features, mapping a library, native call structures,
 * worker threads. It knows the ABI but no models, and reports failures as the JDK does; {@code
 * org.cnnc.runtime} turns them into its own exceptions. Not exported. All native calls are made
 * here: the model's in {@link org.cnnc.runtime.internal.Crew}, the C library's in {@link
 * org.cnnc.runtime.internal.MemoryFile}.
 */
@NullMarked
package org.cnnc.runtime.internal;

import org.jspecify.annotations.NullMarked;
