package org.cnnc.optimizer;

/** Whether convolutions may be computed by Winograd's algorithm. */
public enum WinogradUse {
  /** Where it is expected to be faster. */
  AUTO,
  /** Never. */
  OFF
}
