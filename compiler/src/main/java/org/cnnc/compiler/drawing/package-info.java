/**
 * Pictures of directed graphs, as places only: {@link org.cnnc.compiler.drawing.LayeredDrawing} is
 * where to begin. Depends on nothing.
 */
@NullMarked
package org.cnnc.compiler.drawing;

import org.jspecify.annotations.NullMarked;
