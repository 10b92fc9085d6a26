/** Loop nests to OpenCL C and a launch plan. */
@NullMarked
package org.cnnc.backend.opencl;

import org.jspecify.annotations.NullMarked;
