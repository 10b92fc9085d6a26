/** Measurements of compiled models, alone and beside other engines. */
@NullMarked
package org.cnnc.benchmarks;

import org.jspecify.annotations.NullMarked;
