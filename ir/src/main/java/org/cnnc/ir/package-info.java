/** The tensor graph. */
@NullMarked
package org.cnnc.ir;

import org.jspecify.annotations.NullMarked;
