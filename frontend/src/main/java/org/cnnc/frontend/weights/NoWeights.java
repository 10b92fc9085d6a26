package org.cnnc.frontend.weights;

/** No data: enough for a model without parameters. */
public record NoWeights() implements WeightSource {}
