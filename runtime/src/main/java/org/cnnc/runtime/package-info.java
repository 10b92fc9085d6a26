/** Loads and calls compiled models. */
@NullMarked
package org.cnnc.runtime;

import org.jspecify.annotations.NullMarked;
