package org.cnnc.frontend;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.cnnc.ir.CompilerBug;

/**
 * Runs a computation on a thread of its own whose stack is large enough for the deepest recursion
 * that the bounds allow, whatever thread the caller is on.
 */
final class DeepStack {
  /** 200 blocks inside each other, each 200 expressions deep, take about a tenth of it. */
  private static final long BYTES = 512L << 20;

  private DeepStack() {}

  static <T> T call(Supplier<T> computation) {
    CompletableFuture<T> result = new CompletableFuture<>();
    Thread thread =
        new Thread(
            null,
            () -> {
              try {
                result.complete(computation.get());
              } catch (RuntimeException | Error e) {
                result.completeExceptionally(e);
              }
            },
            "cnnc-frontend",
            BYTES);
    thread.setDaemon(true);
    thread.start();
    try {
      return result.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException mistake) {
        throw mistake;
      }
      throw new CompilerBug("frontend", String.valueOf(e.getCause()), e.getCause());
    }
  }
}
