package org.cnnc.ir;

import org.cnnc.ir.tensor.Value;

/** A value that the graph gives to its caller under a name. */
public record Output(String name, Value value) {}
