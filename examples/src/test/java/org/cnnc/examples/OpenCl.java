package org.cnnc.examples;

import static org.junit.jupiter.api.Assumptions.abort;

import java.nio.file.Path;
import java.util.List;
import org.cnnc.compiler.Compiler;
import org.cnnc.frontend.ModelDefinition;
import org.cnnc.runtime.Device;
import org.cnnc.runtime.DeviceException;
import org.cnnc.runtime.Model;

/** Models on the OpenCL device of this machine: PoCL, which is its CPU, is enough. */
public final class OpenCl {
  /** Every description of a device that models can be compiled for. */
  public static final List<String> TARGETS = List.of("opencl", "opencl:desktop", "opencl:mobile");

  private OpenCl() {}

  /** Ends a test, and says what to install, where there is no device. */
  public static void require() {
    try {
      Device.find("opencl", "auto");
    } catch (DeviceException e) {
      String message = "OpenCL is NOT tested: " + e.getMessage();
      System.err.println(message);
      abort(message);
    }
  }

  /**
   * Compiles a model for OpenCL and loads it.
   *
   * @param compiler whose target is one of {@link #TARGETS}
   * @param folder where its file is to be
   */
  public static Model load(Compiler compiler, ModelDefinition definition, Path folder) {
    require();
    Path file = folder.resolve(definition.name() + ".cnncl");
    compiler.compile(definition, file);
    return Model.load(file);
  }
}
