/**
 * The tensor graph: {@link org.cnnc.ir.Graph} of {@link org.cnnc.ir.Node}s, each an op of {@code
 * org.cnnc.ir.op} with the values it defines. Immutable; logical NCHW shapes; prints to text and
 * reads back ({@code org.cnnc.ir.text}); its interpreter ({@code org.cnnc.ir.interpreter}) is the
 * meaning of every op.
 */
package org.cnnc.ir;
