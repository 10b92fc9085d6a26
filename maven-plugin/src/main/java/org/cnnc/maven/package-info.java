/**
 * The Maven plugin: {@link org.cnnc.maven.CompileMojo} makes classes and resources of a project's
 * models. The compiler runs in a process of its own, so that what Maven runs on, and how much
 * memory it has, do not matter to it.
 */
@NullMarked
package org.cnnc.maven;

import org.jspecify.annotations.NullMarked;
