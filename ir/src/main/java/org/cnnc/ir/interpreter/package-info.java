/**
 * The meaning of every op: {@link org.cnnc.ir.interpreter.GraphInterpreter}. Slow on purpose.
 * Depends on {@code org.cnnc.ir}, {@code .op} and {@code .tensor}.
 */
package org.cnnc.ir.interpreter;
