/**
 * What a model consists of, layer by layer: {@link org.cnnc.compiler.summary.Summary}, and its two
 * forms, a table and JSON.
 */
@NullMarked
package org.cnnc.compiler.summary;

import org.jspecify.annotations.NullMarked;
