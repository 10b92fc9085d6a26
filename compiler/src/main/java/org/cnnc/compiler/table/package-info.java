/** Tables as text, for people and their terminals. */
@NullMarked
package org.cnnc.compiler.table;

import org.jspecify.annotations.NullMarked;
