package org.cnnc.backend.opencl;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.cnnc.backend.opencl.emit.OpenClSource;
import org.cnnc.ir.program.Program;
import org.cnnc.ir.program.WeightPacker;
import org.cnnc.ir.spi.Backend;
import org.cnnc.ir.spi.BackendException;
import org.cnnc.ir.spi.Descriptor;
import org.cnnc.ir.spi.NativeForm;
import org.cnnc.ir.target.Arch;
import org.cnnc.ir.target.DeviceDescription;
import org.cnnc.ir.target.Target;
import org.cnnc.runtime.artifact.OpenClPayload;

/** Programs to OpenCL C, which the device's driver compiles when the model is loaded. */
public final class OpenClBackend implements Backend {
  /**
   * What kernels are made for, by name. A CPU's driver: vectors of 16, as many registers as AVX-512
   * has, the caches of a server's core. A graphics card: single floats. A telephone: vectors of
   * four, and so many of them that several work items fit into a unit. Every device runs the
   * kernels of all of them, if slower.
   */
  private static final List<Target> TARGETS =
      List.of(
          target("opencl", DeviceDescription.OF_CPU, 32),
          target("opencl:desktop", DeviceDescription.OF_DESKTOP, 32),
          target("opencl:mobile", DeviceDescription.OF_MOBILE, 16));

  private static Target target(String name, DeviceDescription device, int vectorRegisters) {
    return new Target(
        name,
        Arch.OPENCL,
        "any",
        "opencl",
        List.of(),
        device.vectorWidth() * Float.SIZE,
        vectorRegisters,
        32 << 10,
        1024 << 10,
        Optional.of(device));
  }

  @Override
  public String name() {
    return "opencl";
  }

  @Override
  public Target target(String targetName) {
    return TARGETS.stream()
        .filter(target -> target.name().equals(targetName))
        .findFirst()
        .orElseThrow(
            () ->
                new BackendException(
                    "no target `%s`; there are %s"
                        .formatted(targetName, String.join(", ", targetNames()))));
  }

  @Override
  public List<String> targetNames() {
    return TARGETS.stream().map(Target::name).toList();
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
