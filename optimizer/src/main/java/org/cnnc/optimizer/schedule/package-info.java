/**
 * How a naive nest becomes a fast one: {@link org.cnnc.optimizer.schedule.Transform}s, each a small
 * record that turns a nest into a nest of the same results to the bit, and the lists of them that a
 * target uses. Depends on {@code ir.loop} alone. Begin with {@link
 * org.cnnc.optimizer.schedule.Split}.
 */
@org.jspecify.annotations.NullMarked
package org.cnnc.optimizer.schedule;
