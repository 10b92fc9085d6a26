/**
 * The syntax tree: what a {@code .cnn} file says, with a span on everything, and no meaning yet.
 *
 * <p>Records under the sealed interfaces {@link Declaration}, {@link Statement}, {@link Expression}
 * and {@link Stage}; what is done with them is exhaustive switches elsewhere. Begin with {@link
 * SourceFile}.
 */
@NullMarked
package org.cnnc.frontend.syntax;

import org.jspecify.annotations.NullMarked;
