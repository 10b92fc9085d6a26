/** JMH benchmarks of calls: {@link org.cnnc.benchmarks.call.CallBenchmark}. */
@NullMarked
package org.cnnc.benchmarks.call;

import org.jspecify.annotations.NullMarked;
