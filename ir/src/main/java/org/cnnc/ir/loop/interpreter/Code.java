package org.cnnc.ir.loop.interpreter;

/**
 * A nest in runnable form: closures that were made once, with variables and buffers in numbered
 * slots of a {@link Frame}.
 */
sealed interface Code {
  /** A statement. */
  non-sealed interface Action extends Code {
    void run(Frame f);
  }

  /** An expression that is an index. */
  non-sealed interface Index extends Code {
    long eval(Frame f);
  }

  /** An expression that is a float. */
  non-sealed interface Scalar extends Code {
    float eval(Frame f);
  }

  /** An expression that is a truth value. */
  non-sealed interface Truth extends Code {
    boolean eval(Frame f);
  }
}
