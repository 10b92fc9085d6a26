/**
 * Models as Java classes: {@link org.cnnc.compiler.typed.TypedModel} writes a class with its
 * libraries, {@link org.cnnc.compiler.typed.ModelJar} packages them. What the classes do is in
 * docs/TYPED_CLASSES.md.
 */
@NullMarked
package org.cnnc.compiler.typed;

import org.jspecify.annotations.NullMarked;
