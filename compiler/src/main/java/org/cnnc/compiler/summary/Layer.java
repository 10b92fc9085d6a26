package org.cnnc.compiler.summary;

import org.cnnc.ir.tensor.TensorType;

/**
 * One operator of a model.
 *
 * @param name the path of the layer it belongs to
 * @param op the operator's name in a graph's text: {@code conv2d}
 * @param output the type of its (first) result
 * @param parameters the trained numbers that it is the first to read
 * @param macs multiply-accumulates for one image
 * @param field what one element of the output depends on
 */
public record Layer(
    String name, String op, TensorType output, long parameters, long macs, ReceptiveField field) {}
