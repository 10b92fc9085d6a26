/**
 * The meaning of loop nests and of programs, by example: {@link
 * org.cnnc.ir.loop.interpreter.LoopInterpreter} runs a nest on given memory and checks all that
 * could go wrong there; {@link org.cnnc.ir.loop.interpreter.ProgramInterpreter} runs a whole
 * program. Slow, exact to the bit, and the judge of every schedule and backend.
 */
@org.jspecify.annotations.NullMarked
package org.cnnc.ir.loop.interpreter;
