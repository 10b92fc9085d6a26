/**
 * Runs a compiled model on files: {@link org.cnnc.compiler.run.ModelRun} takes images from {@link
 * org.cnnc.compiler.run.InputData} and gives results to {@link org.cnnc.compiler.run.OutputSink}s,
 * some images at a time, so that any number of them needs little memory.
 */
@NullMarked
package org.cnnc.compiler.run;

import org.jspecify.annotations.NullMarked;
