package org.cnnc.compiler;

import java.nio.file.Path;
import org.cnnc.runtime.artifact.Manifest;

/**
 * A library that was made.
 *
 * @param manifest what the library says about itself
 * @param bytes the size of the file
 */
public record Compilation(Path library, Manifest manifest, long bytes) {}
