/**
 * Runs models for OpenCL: {@link org.cnnc.backend.opencl.execute.OpenClEngine}, which the runtime
 * finds as a service. Depends on {@code binding}, {@code OpenClTargets} and {@code runtime}.
 */
@NullMarked
package org.cnnc.backend.opencl.execute;

import org.jspecify.annotations.NullMarked;
