package org.cnnc.compiler.drawing;

/** A place in a drawing: to the right and down from its upper left corner. */
public record Point(int x, int y) {}
