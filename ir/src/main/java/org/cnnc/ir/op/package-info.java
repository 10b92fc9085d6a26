/**
 * The operators of the graph, one record a file, permitted by {@link org.cnnc.ir.op.Op}. May depend
 * on {@code org.cnnc.ir.tensor} alone: what is done with ops is said elsewhere.
 */
package org.cnnc.ir.op;
