package org.cnnc.runtime.internal;

/**
 * What tells somebody of the runs of one workspace. While nobody listens, a run costs one call that
 * returns false.
 */
public sealed interface Recording permits FlightRecording, Recording.None {
  /** Begins a run. */
  boolean begin();

  /**
   * Ends the run that {@link #begin} said true to.
   *
   * @param batch how many images it took
   */
  void end(int batch);

  /** Nobody is told. */
  enum None implements Recording {
    NONE;

    @Override
    public boolean begin() {
      return false;
    }

    @Override
    public void end(int batch) {}
  }

  /**
   * Flight Recorder's, or {@link None} in a Java that was linked without the module {@code
   * jdk.jfr}, which is the only module beyond {@code java.base} that this one can use.
   */
  static Recording of(String model, int threads, StepTimes steps) {
    return ModuleLayer.boot().findModule("jdk.jfr").isPresent()
        ? new FlightRecording(model, threads, steps)
        : None.NONE;
  }
}
