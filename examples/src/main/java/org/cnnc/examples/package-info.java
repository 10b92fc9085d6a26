/** Runnable programs that use compiled models. */
@NullMarked
package org.cnnc.examples;

import org.jspecify.annotations.NullMarked;
