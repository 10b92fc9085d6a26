/**
 * The text of loop nests, kernels and programs: {@link org.cnnc.ir.loop.text.LoopPrinter} writes
 * it, {@link org.cnnc.ir.loop.text.LoopReader} reads kernels back. Used by {@code --print loops}
 * and by tests of schedules.
 */
@org.jspecify.annotations.NullMarked
package org.cnnc.ir.loop.text;
