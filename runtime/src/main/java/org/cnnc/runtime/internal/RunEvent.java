package org.cnnc.runtime.internal;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** A run of a model, from when its thread begins it until all threads have ended it. */
@Name("org.cnnc.Run")
@Label("Model Run")
@Description("A run of a compiled model")
@Category("cnnc")
@StackTrace(false)
final class RunEvent extends Event {
  @Label("Model")
  String model;

  @Label("Batch")
  @Description("How many images the run took")
  int batch;

  @Label("Threads")
  @Description("How many threads ran it together")
  int threads;
}
