package org.cnnc.compiler.cli;

import java.nio.file.Path;
import org.cnnc.runtime.Model;
import picocli.CommandLine.Option;

/** The option of commands that run models. */
final class DeviceOption {
  @Option(
      names = "--device",
      paramLabel = "DEVICE",
      defaultValue = "auto",
      description =
          "where models for opencl run: a number or a part of a name that `cnnc devices` lists, cpu,"
              + " gpu, or auto (default): a GPU where there is one; of a bundle, auto and cpu take the"
              + " library for the CPU")
  private String device;

  /** As {@link Model#load(Path, String)} has it. */
  String device() {
    return device;
  }

  /** Loads a compiled model to run it there. */
  Model load(Path file) {
    return Model.load(file, device);
  }
}
