/**
 * Graphs as {@code .cnn} files that a person would write.
 *
 * <p>{@link CnnWriter} begins. A graph becomes a list of calls: {@link Spellings} proposes how each
 * value could be written and {@link Trial} asks the operator table whether that is what it means.
 * Calls become lines, lines syntax, syntax text ({@link SourcePrinter}); at last the text is read
 * again and compared with the graph ({@link GraphMatch}), which also finds the weights.
 */
@NullMarked
package org.cnnc.frontend.write;

import org.jspecify.annotations.NullMarked;
