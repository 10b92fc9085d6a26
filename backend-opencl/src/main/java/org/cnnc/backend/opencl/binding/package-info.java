/**
 * OpenCL as objects: each owns what it made until it is closed, and every error code is a {@link
 * org.cnnc.runtime.DeviceException} in words. The only place that sees JavaCPP's pointers. Depends
 * on {@code runtime}.
 */
@NullMarked
package org.cnnc.backend.opencl.binding;

import org.jspecify.annotations.NullMarked;
