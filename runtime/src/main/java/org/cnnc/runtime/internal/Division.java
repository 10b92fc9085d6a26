package org.cnnc.runtime.internal;

/** How the threads of a workspace share a run. The results are the same to the bit. */
enum Division {
  /** Every step is shared by all threads, which meet after it. */
  BY_STEPS,

  /** Every thread runs whole images of its own, in scratch memory of its own. */
  BY_IMAGES,

  /** The caller runs all images: waking the others would take longer. */
  ALONE
}
