/**
 * Data for a model's parameters: {@link org.cnnc.frontend.weights.WeightBinder} binds what a {@link
 * org.cnnc.frontend.weights.WeightSource} has. Also the file formats of tensors, safetensors and
 * {@code .npy}. Files are mapped, may be anyone's, and cause nothing worse than a diagnostic.
 */
package org.cnnc.frontend.weights;
