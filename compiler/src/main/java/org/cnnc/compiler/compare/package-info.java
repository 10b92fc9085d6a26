/**
 * Compares two builds of a model on the same images: {@link org.cnnc.compiler.compare.Comparison}
 * runs both, and says how far apart their layers and outputs are, and how well each classifies.
 */
@NullMarked
package org.cnnc.compiler.compare;

import org.jspecify.annotations.NullMarked;
