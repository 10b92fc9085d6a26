package org.cnnc.backend.opencl;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.cnnc.backend.opencl.emit.OpenClSource;
import org.cnnc.ir.program.Program;
import org.cnnc.ir.program.WeightPacker;
import org.cnnc.ir.spi.Backend;
import org.cnnc.ir.spi.BackendException;
import org.cnnc.ir.spi.Descriptor;
import org.cnnc.ir.spi.NativeForm;
import org.cnnc.ir.target.Target;
import org.cnnc.runtime.Device;
import org.cnnc.runtime.DeviceException;
import org.cnnc.runtime.artifact.OpenClPayload;

/** Programs to OpenCL C, which the device's driver compiles when the model is loaded. */
public final class OpenClBackend implements Backend {
  @Override
  public String name() {
    return "opencl";
  }

  /**
   * {@code opencl}, for CPUs; {@code opencl:desktop} and {@code opencl:mobile}; or a device that is
   * here, {@code opencl:} and what {@link Device#find} takes.
   */
  @Override
  public Target target(String targetName) {
    return OpenClTargets.OF_KINDS.stream()
        .filter(target -> target.name().equals(targetName))
        .findFirst()
        .orElseGet(() -> ofDevice(targetName));
  }

  private Target ofDevice(String targetName) {
    if (!isTarget(targetName)) {
      throw new BackendException(
          "no target `%s`; there are %s".formatted(targetName, String.join(", ", targetNames())));
    }
    String choice = targetName.substring(OpenClTargets.PREFIX.length());
    try {
      return OpenClTargets.of(targetName, Device.find(name(), choice).info());
    } catch (DeviceException e) {
      throw new BackendException("target `%s`: %s".formatted(targetName, e.getMessage()), e);
    }
  }

  @Override
  public boolean isTarget(String targetName) {
    boolean isOfDevice =
        targetName.startsWith(OpenClTargets.PREFIX)
            && targetName.length() > OpenClTargets.PREFIX.length();
    return isOfDevice || targetNames().contains(targetName);
  }

  @Override
  public List<String> targetNames() {
    return OpenClTargets.OF_KINDS.stream().map(Target::name).toList();
  }

  @Override
  public NativeForm loadable() {
    return NativeForm.KERNELS;
  }

  @Override
  public void compile(
      Program program, Target target, Descriptor descriptor, Map<NativeForm, Path> files) {
    if (!files.keySet().equals(Set.of(NativeForm.KERNELS))) {
      throw new BackendException("models for OpenCL are cnncl files alone: leave --emit out");
    }
    Path file = files.get(NativeForm.KERNELS);
    OpenClSource source = source(program, target);
    try {
      OpenClPayload.write(
          file,
          source.plan(),
          source.text(),
          program.weightBytes(),
          channel -> new WeightPacker(channel).write(program.weights(), program.weightBytes()));
    } catch (IOException e) {
      throw new BackendException("%s cannot be written: %s".formatted(file, e.getMessage()), e);
    }
  }

  @Override
  public List<String> forms() {
    return List.of("opencl");
  }

  @Override
  public String print(Program program, Target target, String form) {
    if (!forms().contains(form)) {
      throw new BackendException(
          "the opencl backend prints %s, not %s".formatted(String.join(" and ", forms()), form));
    }
    return source(program, target).text();
  }

  private static OpenClSource source(Program program, Target target) {
    return target.isForCpu()
        ? OpenClSource.of(ShortSteps.merge(program), true)
        : OpenClSource.of(program, false);
  }
}
