/**
 * Ops as naive loop nests: {@link org.cnnc.optimizer.lower.Lowering}. What makes nests fast is not
 * here but in {@code org.cnnc.optimizer.cpu}.
 */
package org.cnnc.optimizer.lower;
