/**
 * What emitters of every backend ask of a nest: how accesses lie in memory, how registers are
 * arranged, what calls of a kernel have in common. Depends on {@code ir.loop} and {@code
 * ir.program}.
 */
package org.cnnc.ir.loop.emit;
