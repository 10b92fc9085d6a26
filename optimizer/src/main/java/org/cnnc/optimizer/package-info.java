/** From a graph to a program of scheduled loop nests. */
@NullMarked
package org.cnnc.optimizer;

import org.jspecify.annotations.NullMarked;
