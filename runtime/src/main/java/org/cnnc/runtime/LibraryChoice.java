package org.cnnc.runtime;

import static org.cnnc.runtime.ModelLoadException.Kind.MISSING_CPU_FEATURES;
import static org.cnnc.runtime.ModelLoadException.Kind.WRONG_MACHINE;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.cnnc.runtime.ModelLoadException.Kind;
import org.cnnc.runtime.artifact.Bundle;
import org.cnnc.runtime.artifact.Bundle.Library;
import org.cnnc.runtime.artifact.OpenClPayload;
import org.cnnc.runtime.internal.Host;

/**
 * Which library of a bundle is loaded: for a device that is not this machine's CPU one for OpenCL,
 * else the first one that the CPU can run. Where it can run none, OpenCL is better than nothing. Of
 * several for OpenCL it is the one that suits the device best.
 *
 * @param shown what messages call the bundle
 */
record LibraryChoice(String shown, Bundle bundle, Host host) {
  /**
   * Chooses.
   *
   * @param device as {@link Model#load(java.nio.file.Path, String)} has it
   * @throws ModelLoadException if none is for this machine
   * @throws DeviceException if a device is asked for, and none is for OpenCL; or if there are
   *     several for OpenCL, but no such device
   */
  Library choose(String device) {
    if (!isHere(device)) {
      return kernels(device).orElseThrow(() -> notFor(device, shown));
    }
    List<Library> sameMachine =
        bundle.libraries().stream().filter(library -> host.isOf(library.platform())).toList();
    return sameMachine.stream()
        .filter(library -> host.unmet(library.platform().features()).isEmpty())
        .findFirst()
        .or(() -> kernels(device))
        .orElseThrow(() -> sameMachine.isEmpty() ? otherMachine() : noneFits(sameMachine));
  }

  /** The library for OpenCL; of several the one that suits the device best. */
  private Optional<Library> kernels(String device) {
    List<Library> libraries =
        bundle.libraries().stream().filter(LibraryChoice::isForDevices).toList();
    return libraries.size() < 2
        ? libraries.stream().findFirst()
        : Optional.of(best(libraries, Device.find(OpenClPayload.ARCH, device).targets()));
  }

  /**
   * The first library of the first target that has one.
   *
   * @param libraries at least one
   * @param targets as {@link Device#targets} has them
   */
  static Library best(List<Library> libraries, List<String> targets) {
    return targets.stream()
        .flatMap(
            target -> libraries.stream().filter(library -> library.platform().cpu().equals(target)))
        .findFirst()
        .orElse(libraries.getFirst());
  }

  /**
   * Checks that a library for CPUs is what a caller asked for.
   *
   * @throws DeviceException where it is not
   */
  static void checkIsHere(String device, String shown) {
    if (!isHere(device)) {
      throw notFor(device, shown);
    }
  }

  private static boolean isHere(String device) {
    return device.equalsIgnoreCase("auto") || device.equalsIgnoreCase("cpu");
  }

  private static boolean isForDevices(Library library) {
    return library.platform().arch().equals(OpenClPayload.ARCH);
  }

  private static DeviceException notFor(String device, String shown) {
    return new DeviceException(
        DeviceException.Kind.NO_DEVICE,
        "%s: compiled for CPUs alone, it does not run on `%s`; compile it with --target opencl"
            .formatted(shown, device));
  }

  private ModelLoadException noneFits(List<Library> libraries) {
    Library least = libraries.getLast();
    return failure(
        MISSING_CPU_FEATURES,
        ("packaged for %s, the last of which needs what this machine lacks: %s; package it for a"
                + " lower --target, too")
            .formatted(
                libraries.stream()
                    .map(library -> library.platform().cpu())
                    .collect(Collectors.joining(", ")),
                String.join(", ", host.unmet(least.platform().features()))));
  }

  private ModelLoadException otherMachine() {
    return failure(
        WRONG_MACHINE,
        "packaged for %s, this is %s on %s: package it for this machine, too"
            .formatted(
                bundle.libraries().stream()
                    .map(each -> each.platform().arch() + " on " + each.platform().os())
                    .distinct()
                    .collect(Collectors.joining(", ")),
                host.arch(),
                host.os()));
  }

  private ModelLoadException failure(Kind kind, String message) {
    return new ModelLoadException(kind, shown + ": " + message);
  }
}
