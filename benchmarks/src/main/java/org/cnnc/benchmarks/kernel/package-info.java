/**
 * How fast single kernels are: {@link org.cnnc.benchmarks.kernel.Kernels} prints a table of a
 * model's convolutions beside the machine's peaks, {@link
 * org.cnnc.benchmarks.kernel.KernelBenchmark} is for JMH and its profilers.
 */
@NullMarked
package org.cnnc.benchmarks.kernel;

import org.jspecify.annotations.NullMarked;
