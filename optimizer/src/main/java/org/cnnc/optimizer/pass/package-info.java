/**
 * The passes over the graph and their order; read {@link org.cnnc.optimizer.pass.DefaultPipeline}
 * first. Depends on {@code org.cnnc.optimizer.rule} and the graph.
 */
@NullMarked
package org.cnnc.optimizer.pass;

import org.jspecify.annotations.NullMarked;
