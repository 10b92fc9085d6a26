/** What an expression can be at compile time: {@link Known}. */
@NullMarked
package org.cnnc.frontend.known;

import org.jspecify.annotations.NullMarked;
