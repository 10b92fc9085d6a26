package org.cnnc.backend.opencl.execute;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;

/** What is to be closed together, the last first. */
final class Owned implements AutoCloseable {
  private final Deque<Runnable> closers = new ArrayDeque<>();

  /** Takes over a thing, and returns it. */
  <T> T add(T thing, Consumer<T> close) {
    closers.push(() -> close.accept(thing));
    return thing;
  }

  @Override
  public void close() {
    while (!closers.isEmpty()) {
      closers.pop().run();
    }
  }
}
