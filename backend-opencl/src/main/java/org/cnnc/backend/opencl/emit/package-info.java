/**
 * Prints programs as OpenCL C 1.2: {@link org.cnnc.backend.opencl.emit.OpenClSource}. Decides
 * nothing: a kernel's nest is cut at its barriers into launches, and each is printed as it is.
 * Depends on {@code ir}.
 */
@NullMarked
package org.cnnc.backend.opencl.emit;

import org.jspecify.annotations.NullMarked;
