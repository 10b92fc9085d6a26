/**
 * What must hold between passes: {@link org.cnnc.ir.verifier.GraphVerifier} for graphs, {@link
 * org.cnnc.ir.verifier.LoopVerifier} for kernels. Depends on the packages of both.
 */
package org.cnnc.ir.verifier;
