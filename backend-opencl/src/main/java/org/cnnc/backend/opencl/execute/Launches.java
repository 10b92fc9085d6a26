package org.cnnc.backend.opencl.execute;

import org.cnnc.backend.opencl.binding.ClQueue;

/** What computes one image, with arguments of its own. */
interface Launches extends AutoCloseable {
  /** Puts the work on an image into the queue, which runs its commands in order. */
  void launch(ClQueue queue, int image);

  @Override
  void close();
}
