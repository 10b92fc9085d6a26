/** From model and weight files to a checked graph. */
@NullMarked
package org.cnnc.frontend;

import org.jspecify.annotations.NullMarked;
