/**
 * Where intermediate tensors lie in the workspace. Depends on nothing; read {@link
 * org.cnnc.optimizer.memory.MemoryPlan}.
 */
@NullMarked
package org.cnnc.optimizer.memory;

import org.jspecify.annotations.NullMarked;
