/**
 * How fast compiled models are: {@link org.cnnc.compiler.measure.Bench} times whole runs, {@link
 * org.cnnc.compiler.measure.Profiler} each step of a run, both beside what the machine can do.
 */
@NullMarked
package org.cnnc.compiler.measure;

import org.jspecify.annotations.NullMarked;
