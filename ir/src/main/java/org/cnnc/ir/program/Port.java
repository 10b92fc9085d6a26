package org.cnnc.ir.program;

import org.cnnc.ir.tensor.TensorType;

/** A tensor that the caller of a program gives or receives, dense and row-major. */
public record Port(String name, TensorType type) {}
