/** The driver: model file in, native library out. */
@NullMarked
package org.cnnc.compiler;

import org.jspecify.annotations.NullMarked;
