/**
 * The meaning of every op, {@link org.cnnc.ir.interpreter.GraphInterpreter}, and how far single
 * precision may stray from it, {@link org.cnnc.ir.interpreter.BoundedInterpreter}. Slow on purpose.
 * Depends on {@code org.cnnc.ir}, {@code .op} and {@code .tensor}.
 */
package org.cnnc.ir.interpreter;
