/**
 * A whole compiled model before it becomes code: {@link org.cnnc.ir.program.Program}. Depends on
 * {@code ir.loop} and {@code ir.tensor}.
 */
package org.cnnc.ir.program;
