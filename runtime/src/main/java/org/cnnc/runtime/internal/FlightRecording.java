package org.cnnc.runtime.internal;

/** Tells Java Flight Recorder. The only class that loads {@code jdk.jfr}. */
final class FlightRecording implements Recording {
  /** Used again for every run, so that a run allocates nothing even while it is recorded. */
  private final RunEvent run = new RunEvent();

  private final StepEvent step = new StepEvent();
  private final StepTimes steps;

  FlightRecording(String model, int threads, StepTimes steps) {
    run.model = model;
    run.threads = threads;
    step.model = model;
    this.steps = steps;
  }

  @Override
  public boolean begin() {
    if (!run.isEnabled() && !step.isEnabled()) {
      return false;
    }
    run.begin();
    return true;
  }

  @Override
  public void end(int batch) {
    run.end();
    if (run.shouldCommit()) {
      run.batch = batch;
      run.commit();
    }
    if (step.shouldCommit()) {
      for (int i = 0; i < steps.count(); i++) {
        step.step = i;
        step.layers = steps.layers(i);
        step.time = steps.nanoseconds(i);
        step.commit();
      }
    }
  }
}
