/**
 * What runs models that are no code for the CPU: {@link org.cnnc.runtime.spi.Engine}. Callers use
 * {@code org.cnnc.runtime}, which finds engines by {@link java.util.ServiceLoader}.
 */
@NullMarked
package org.cnnc.runtime.spi;

import org.jspecify.annotations.NullMarked;
