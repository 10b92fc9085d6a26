/**
 * The format of a compiled model, written and read: a shared library, a JSON manifest, a trailer
 * with a SHA-256. The text of the contract is {@code docs/ABI.md}.
 *
 * <p>Everything here treats a file as hostile until its hash and its manifest were checked: sizes
 * are bounded, arithmetic does not wrap, and nothing is mapped. It depends on the JDK alone; the
 * rest of the runtime depends on it. Begin with {@link org.cnnc.runtime.artifact.Artifact}.
 */
@NullMarked
package org.cnnc.runtime.artifact;

import org.jspecify.annotations.NullMarked;
