/**
 * Pictures as inputs and outputs of models: {@link org.cnnc.runtime.image.PixelPipeline} makes a
 * tensor of one, as the model's {@code from pixels(...)} says; {@link
 * org.cnnc.runtime.image.PictureClassifier} and {@link org.cnnc.runtime.image.PictureFilter} run a
 * model on one.
 *
 * <p>The only package that needs the JDK's module {@code java.desktop}, for {@link
 * java.awt.image.BufferedImage}; the module requires it {@code static}, so that a runtime image
 * without it runs every model, on arrays.
 */
@NullMarked
package org.cnnc.runtime.image;

import org.jspecify.annotations.NullMarked;
