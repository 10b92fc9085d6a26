/**
 * What must hold between passes: {@link org.cnnc.ir.verifier.GraphVerifier}. Depends on {@code
 * org.cnnc.ir}, {@code .op} and {@code .tensor}.
 */
package org.cnnc.ir.verifier;
