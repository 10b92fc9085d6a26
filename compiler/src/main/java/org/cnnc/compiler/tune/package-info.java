/**
 * What is known of schedules because it was measured: {@link org.cnnc.compiler.tune.Tuning}, and
 * the file that keeps it. {@link org.cnnc.compiler.measure.Tuner} measures.
 */
@NullMarked
package org.cnnc.compiler.tune;

import org.jspecify.annotations.NullMarked;
