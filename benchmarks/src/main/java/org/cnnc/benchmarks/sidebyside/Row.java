package org.cnnc.benchmarks.sidebyside;

/**
 * What was measured of one model on a number of threads.
 *
 * @param error the largest difference of the outputs, as a part of what is allowed
 */
record Row(String model, int threads, Times times, double error) {}
