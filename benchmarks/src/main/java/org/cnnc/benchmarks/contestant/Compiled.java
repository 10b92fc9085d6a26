package org.cnnc.benchmarks.contestant;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.cnnc.ir.tensor.Tensor;
import org.cnnc.runtime.Model;
import org.cnnc.runtime.Threads;
import org.cnnc.runtime.Workspace;
import org.cnnc.runtime.artifact.Port;

/** A model that we compiled. */
public final class Compiled implements Contestant {
  private final Model model;
  private final Workspace workspace;

  /** A library. */
  public Compiled(Path library, Map<String, Tensor> inputs, int threads, int batch) {
    this(Model.load(library), inputs, threads, batch);
  }

  /** Kernels for OpenCL, on the CPU's device. */
  static Compiled forOpenCl(Path file, Map<String, Tensor> inputs, int threads, int batch) {
    return new Compiled(Model.load(file, "cpu"), inputs, threads, batch);
  }

  private Compiled(Model model, Map<String, Tensor> inputs, int threads, int batch) {
    this.model = model;
    workspace = model.newWorkspace(Threads.of(threads), batch);
    inputs.forEach((name, tensor) -> workspace.input(name).copyFrom(tensor.toFloatArray()));
  }

  @Override
  public void run() {
    workspace.run();
  }

  @Override
  public Map<String, float[]> outputs() {
    Map<String, float[]> outputs = new LinkedHashMap<>();
    for (Port port : model.outputs()) {
      outputs.put(port.name(), workspace.output(port.name()).toFloatArray());
    }
    return outputs;
  }

  @Override
  public void close() {
    workspace.close();
    model.close();
  }
}
