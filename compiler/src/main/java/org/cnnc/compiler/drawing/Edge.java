package org.cnnc.compiler.drawing;

/** A line from one box down to another, by their positions in the list of boxes. */
public record Edge(int from, int to) {}
