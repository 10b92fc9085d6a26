package org.cnnc.compiler.drawing;

/** How large a box is. */
public record Size(int width, int height) {}
