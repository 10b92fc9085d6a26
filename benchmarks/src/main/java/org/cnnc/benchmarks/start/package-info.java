/** How long a process takes to its first result. */
@NullMarked
package org.cnnc.benchmarks.start;

import org.jspecify.annotations.NullMarked;
