/** Every example model beside ONNX Runtime, compared and not timed. Begin with {@link Zoo}. */
@NullMarked
package org.cnnc.benchmarks.zoo;

import org.jspecify.annotations.NullMarked;
