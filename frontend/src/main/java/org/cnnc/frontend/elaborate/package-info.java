/**
 * Runs a model's syntax tree as a compile-time program that leaves a graph: loops unroll,
 * conditions are decided, blocks are inlined, shapes are checked.
 *
 * <p>{@link ModelElaborator} begins; {@link StatementRunner} runs statements, {@link Evaluator}
 * evaluates expressions and pipes, {@link Caller} applies what is called. A mistake ends its
 * statement with a {@link Stop}; what the statement would have assigned is poisoned, and reading it
 * stops silently: one mistake, one message.
 */
@NullMarked
package org.cnnc.frontend.elaborate;

import org.jspecify.annotations.NullMarked;
