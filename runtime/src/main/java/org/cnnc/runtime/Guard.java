package org.cnnc.runtime;

import java.util.concurrent.atomic.AtomicInteger;

/** Lets one thread at a time into a workspace, and none once it is closed. */
final class Guard {
  private static final int IDLE = 0;
  private static final int BUSY = 1;
  private static final int CLOSED = 2;

  private final AtomicInteger state = new AtomicInteger(IDLE);

  /**
   * Begins a use, to be ended by {@link #exit}.
   *
   * @throws ClosedException if the workspace is closed
   * @throws ConcurrentUseException if another use has not ended
   */
  void enter() {
    int before = state.compareAndExchange(IDLE, BUSY);
    if (before == CLOSED) {
      throw new ClosedException("the workspace is closed; make another with newWorkspace");
    }
    if (before == BUSY) {
      throw concurrentUse();
    }
  }

  void exit() {
    state.set(IDLE);
  }

  /**
   * Ends all use.
   *
   * @return whether this call closed it, false if it was closed before
   * @throws ConcurrentUseException if a use has not ended
   */
  boolean close() {
    int before = state.compareAndExchange(IDLE, CLOSED);
    if (before == BUSY) {
      throw concurrentUse();
    }
    return before == IDLE;
  }

  private static ConcurrentUseException concurrentUse() {
    return new ConcurrentUseException(
        "another thread is using this workspace; give each thread one of its own");
  }
}
