/**
 * From model files to a checked graph: {@link Frontend#load} reads a {@code .cnn} file and gives a
 * {@link ModelDefinition}, or a {@code DiagnosticException} with every mistake and its place.
 *
 * <p>The way: {@code parse} (text to syntax tree), {@code resolve} (imports; names that nothing
 * defines), {@code elaborate} (the tree is run as a compile-time program and leaves a graph, with
 * the help of {@code operator}, the vocabulary). Begin with {@link Frontend}.
 */
@NullMarked
package org.cnnc.frontend;

import org.jspecify.annotations.NullMarked;
