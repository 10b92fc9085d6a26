/**
 * Types and data of tensors: {@link org.cnnc.ir.tensor.TensorType}, {@link
 * org.cnnc.ir.tensor.Tensor} and {@link org.cnnc.ir.tensor.Value}, the handle that ops hold.
 * Depends on the JDK alone.
 */
package org.cnnc.ir.tensor;
