package org.cnnc.optimizer.pass;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.cnnc.ir.Graph;

/** Measures how long each pass takes. Serves one compilation in one thread. */
public final class PassTimes implements PassListener {
  private final Map<String, Duration> times = new LinkedHashMap<>();
  private long start;

  /** No pass has run yet. */
  public PassTimes() {}

  @Override
  public void before(GraphPass pass, Graph graph) {
    start = System.nanoTime();
  }

  @Override
  public void after(GraphPass pass, Graph before, Graph after) {
    times.merge(pass.name(), Duration.ofNanos(System.nanoTime() - start), Duration::plus);
  }

  /** The time of each pass by its name, in the order in which they ran; read-only. */
  public Map<String, Duration> times() {
    return Collections.unmodifiableMap(times);
  }
}
