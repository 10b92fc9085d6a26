/**
 * The same model in two engines, on the same input, and whether they agree: what every run beside
 * ONNX Runtime is made of.
 */
@NullMarked
package org.cnnc.benchmarks.contestant;

import org.jspecify.annotations.NullMarked;
