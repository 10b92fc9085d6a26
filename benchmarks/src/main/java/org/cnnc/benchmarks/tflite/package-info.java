/**
 * Models as TensorFlow Lite reads them: a flatbuffer of the schema {@code TFL3}. Begin with {@link
 * org.cnnc.benchmarks.tflite.TfLiteFile}.
 */
@NullMarked
package org.cnnc.benchmarks.tflite;

import org.jspecify.annotations.NullMarked;
