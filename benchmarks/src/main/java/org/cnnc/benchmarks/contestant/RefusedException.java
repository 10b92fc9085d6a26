package org.cnnc.benchmarks.contestant;

/** An engine does not take a model, or fails to run it; the message says which engine and why. */
public final class RefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  RefusedException(Rival rival, String reason) {
    super(rival.title() + ": " + reason.strip().lines().findFirst().orElse("no reason given"));
  }
}
