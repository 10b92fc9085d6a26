/**
 * Why a model is compiled as it is: {@link org.cnnc.compiler.explain.Explanation}, what became of
 * each layer ({@link org.cnnc.compiler.explain.Fate}), and two forms of it, text and JSON. Nothing
 * is computed a second time here: the optimizer hands its reasons out.
 */
@NullMarked
package org.cnnc.compiler.explain;

import org.jspecify.annotations.NullMarked;
