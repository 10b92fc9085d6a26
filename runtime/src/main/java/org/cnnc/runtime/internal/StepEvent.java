package org.cnnc.runtime.internal;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

/** One step of a run, told of when the run has ended. */
@Name("org.cnnc.Step")
@Label("Model Step")
@Description("A step of a run of a model that was compiled with --step-times")
@Category("cnnc")
@StackTrace(false)
final class StepEvent extends Event {
  @Label("Model")
  String model;

  @Label("Step")
  @Description("Its number, from 0")
  int step;

  @Label("Layers")
  @Description("The layers that it computes, and where the source has them")
  String layers;

  @Label("Time")
  @Timespan(Timespan.NANOSECONDS)
  long time;
}
