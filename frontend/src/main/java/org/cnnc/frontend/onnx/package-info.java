/**
 * ONNX, out and in: {@link OnnxWriter} writes a graph as an ONNX model, {@link OnnxReader} reads
 * one as a graph. The protobuf classes stay inside this package. Depends on {@code org.cnnc.ir} and
 * {@code org.cnnc.frontend.weights}.
 */
@NullMarked
package org.cnnc.frontend.onnx;

import org.jspecify.annotations.NullMarked;
