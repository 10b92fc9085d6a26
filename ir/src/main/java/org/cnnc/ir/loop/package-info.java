/**
 * The loop nest IR: what every op is lowered to, every schedule transforms and every backend
 * prints. {@link org.cnnc.ir.loop.Stmt} and {@link org.cnnc.ir.loop.Expr} are the whole language;
 * docs/IR.md is its meaning.
 *
 * <p>Buffers are indexed logically; a {@link org.cnnc.ir.loop.Layout} places them in memory.
 * Indices are integers without overflow, floats are IEEE single precision without reassociation,
 * and the interpreter of {@code org.cnnc.ir.loop.interpreter} is the judge.
 */
package org.cnnc.ir.loop;
