package org.cnnc.runtime.spi;

/** A model that is ready to run. Any number of threads may make runs. */
public interface Executable extends AutoCloseable {
  /**
   * What one caller needs to run it.
   *
   * @param threads how many threads a run uses, where that can be chosen
   */
  Run newRun(int threads);

  /** Frees all that it holds; all runs are closed before. */
  @Override
  void close();
}
