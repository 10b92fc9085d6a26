/**
 * Where elements lie: {@link org.cnnc.optimizer.layout.Layouts} gives every value a layout, after
 * {@link org.cnnc.optimizer.layout.SeparatePinnedValues} has put copies at the edges.
 */
package org.cnnc.optimizer.layout;
