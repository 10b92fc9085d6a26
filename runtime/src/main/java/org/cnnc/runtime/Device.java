package org.cnnc.runtime;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.stream.Collectors;
import org.cnnc.runtime.spi.DeviceInfo;
import org.cnnc.runtime.spi.Engine;

/** Something other than this process' threads that models can be run on. */
public final class Device {
  private final Engine engine;
  private final DeviceInfo info;

  private Device(Engine engine, DeviceInfo info) {
    this.engine = engine;
    this.info = info;
  }

  /**
   * All devices, those of one kind of model after another.
   *
   * @throws DeviceException if there is no driver for any
   */
  public static List<Device> all() {
    List<Device> devices = new ArrayList<>();
    engines().forEach(engine -> devices.addAll(of(engine)));
    return devices;
  }

  /**
   * The device for models of a kind.
   *
   * @param arch {@code opencl}, as the manifests of its models have it
   * @param choice {@code auto}, which is a GPU where there is one; {@code cpu} or {@code gpu}, the
   *     first of those; its {@link DeviceInfo#index}; or a part of its name, in any case
   * @throws DeviceException if there is no such device; the message lists those that there are
   */
  public static Device find(String arch, String choice) {
    List<Device> devices = of(engine(arch));
    return chosen(devices, choice)
        .orElseThrow(
            () ->
                new DeviceException(
                    DeviceException.Kind.NO_DEVICE,
                    devices.isEmpty()
                        ? "the OpenCL drivers of this machine have no device: install one for your"
                            + " device, or pocl-opencl-icd for the CPU"
                        : "no device `%s`; there is %s"
                            .formatted(
                                choice,
                                devices.stream()
                                    .map(Device::toString)
                                    .collect(Collectors.joining(", ")))));
  }

  private static Optional<Device> chosen(List<Device> devices, String choice) {
    String text = choice.toLowerCase(Locale.ROOT);
    return switch (text) {
      case "auto" ->
          first(devices, DeviceInfo.Kind.GPU)
              .or(() -> first(devices, DeviceInfo.Kind.CPU))
              .or(() -> devices.stream().findFirst());
      case "cpu" -> first(devices, DeviceInfo.Kind.CPU);
      case "gpu" -> first(devices, DeviceInfo.Kind.GPU);
      default ->
          devices.stream()
              .filter(d -> Integer.toString(d.info.index()).equals(text))
              .findFirst()
              .or(
                  () ->
                      devices.stream()
                          .filter(d -> d.info.name().toLowerCase(Locale.ROOT).contains(text))
                          .findFirst());
    };
  }

  private static Optional<Device> first(List<Device> devices, DeviceInfo.Kind kind) {
    return devices.stream().filter(d -> d.info.kind() == kind).findFirst();
  }

  private static List<Device> of(Engine engine) {
    return engine.devices().stream().map(info -> new Device(engine, info)).toList();
  }

  private static List<Engine> engines() {
    return ServiceLoader.load(Engine.class).stream()
        .map(ServiceLoader.Provider::get)
        .sorted(Comparator.comparing(Engine::arch))
        .toList();
  }

  private static Engine engine(String arch) {
    return engines().stream()
        .filter(engine -> engine.arch().equals(arch))
        .findFirst()
        .orElseThrow(
            () ->
                new DeviceException(
                    DeviceException.Kind.NO_DRIVER,
                    "nothing here runs models for %s: add cnnc-backend-%1$s to the class path"
                        .formatted(arch)));
  }

  /** The models it runs: those whose manifest's target has this {@code arch}. */
  public String arch() {
    return engine.arch();
  }

  /** What the driver says of it. */
  public DeviceInfo info() {
    return info;
  }

  /**
   * The kinds of devices that models can be compiled for ({@code cnnc compile --target}) to run on
   * this one, the best first, such as {@code opencl:desktop}.
   */
  public List<String> targets() {
    return engine.targets(info);
  }

  Engine engine() {
    return engine;
  }

  /** Such as {@code 0: NVIDIA A10 (gpu)}. */
  @Override
  public String toString() {
    return "%d: %s (%s)".formatted(info.index(), info.name(), info.kind());
  }
}
