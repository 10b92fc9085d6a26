package org.cnnc.frontend.syntax;

import org.cnnc.ir.SourceSpan;

/** An identifier where it is written. */
public record Name(SourceSpan span, String text) {}
