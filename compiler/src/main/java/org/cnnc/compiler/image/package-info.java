/**
 * Picture files: {@link org.cnnc.compiler.image.ImageFile} reads and writes them. What a model
 * makes of a picture is {@code org.cnnc.runtime.image}'s.
 */
@NullMarked
package org.cnnc.compiler.image;

import org.jspecify.annotations.NullMarked;
