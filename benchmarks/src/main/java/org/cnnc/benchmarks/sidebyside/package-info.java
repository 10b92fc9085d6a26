/**
 * Compiled models beside other engines: the same model, the same input, the same process, in turns.
 * Begin with {@link SideBySide}.
 */
@NullMarked
package org.cnnc.benchmarks.sidebyside;

import org.jspecify.annotations.NullMarked;
