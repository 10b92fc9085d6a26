/**
 * One model for several targets: {@link org.cnnc.compiler.bundle.TargetArtifact} is it for one,
 * {@link org.cnnc.compiler.bundle.ModelBundle} has them in one file. What chooses among them is
 * {@code org.cnnc.runtime}.
 */
@NullMarked
package org.cnnc.compiler.bundle;

import org.jspecify.annotations.NullMarked;
