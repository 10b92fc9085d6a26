package org.cnnc.benchmarks.contestant;

import java.util.Map;

/** A model that is ready to run on an input which it already holds. */
public interface Contestant extends AutoCloseable {
  /** One run, of one batch; what is timed. */
  void run();

  /** The outputs of the last run by name, row-major. */
  Map<String, float[]> outputs();

  @Override
  void close();
}
