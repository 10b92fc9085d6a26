package org.cnnc.ir.spi;

/**
 * What native code says about itself, see docs/ABI.md.
 *
 * @param symbol the C identifier of the constant that describes the model, in every form of it; one
 *     program may link several that differ
 * @param manifest the JSON that it points to
 */
public record Descriptor(String symbol, String manifest) {}
