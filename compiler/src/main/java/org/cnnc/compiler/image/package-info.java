/**
 * Pictures as inputs of models: {@link org.cnnc.compiler.image.ImageFile} reads them, {@link
 * org.cnnc.compiler.image.PixelPipeline} makes a tensor of one, as the model's {@code from
 * pixels(...)} says.
 */
@NullMarked
package org.cnnc.compiler.image;

import org.jspecify.annotations.NullMarked;
