package org.cnnc.frontend.diagnostic;

import org.cnnc.ir.SourceSpan;

/**
 * A labelled place of a diagnostic: {@code [N, 64, 56, 56] assigned at resnet.cnn:9:3}.
 *
 * @param text what is there, usually a shape
 * @param origin where it came from, or empty
 */
public record Place(SourceSpan span, String text, String origin) {}
