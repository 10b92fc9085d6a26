package org.cnnc.compiler.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.List;
import java.util.concurrent.Callable;
import org.cnnc.compiler.Backends;
import org.cnnc.ir.spi.Backend;
import org.cnnc.ir.target.Target;
import org.cnnc.runtime.Device;
import org.cnnc.runtime.DeviceException;
import org.cnnc.runtime.spi.DeviceInfo;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code cnnc devices}. */
@Command(
    name = "devices",
    description =
        "Lists what models can be compiled for: this machine, its OpenCL devices, and the other"
            + " targets.",
    mixinStandardHelpOptions = true)
final class DevicesCommand implements Callable<Integer> {
  @Mixin private JsonOption json;

  @Override
  public Integer call() {
    List<Backend> backends = Backends.all();
    if (json.isSet()) {
      JsonArray array = new JsonArray();
      backends.forEach(backend -> array.add(asJson(backend)));
      json.print(array);
    } else {
      backends.forEach(this::print);
    }
    return ExitStatus.OK.code();
  }

  private void print(Backend backend) {
    json.out().printf("%s%n", backend.name());
    if (backend.isForCpus()) {
      printHost(backend.target("native"));
    } else {
      printDevices();
    }
    json.out().printf("  targets  %s%n", String.join(" ", backend.targetNames()));
  }

  private void printHost(Target host) {
    json.out()
        .printf(
            "  native   %s %s, %d-bit vectors, %d KiB L1, %d KiB L2, %d processors%n",
            host.arch().text(),
            host.cpu(),
            host.vectorBits(),
            host.l1Bytes() >> 10,
            host.l2Bytes() >> 10,
            Runtime.getRuntime().availableProcessors());
    json.out().printf("  features %s%n", String.join(" ", host.features()));
  }

  private void printDevices() {
    try {
      List<Device> devices = Device.all();
      if (devices.isEmpty()) {
        json.out().println("  no device: the OpenCL drivers of this machine have none");
      }
      for (Device device : devices) {
        DeviceInfo info = device.info();
        json.out()
            .printf(
                "  device %s, %d units, %d MiB; %s, driver %s%n",
                device, info.units(), info.memoryBytes() >> 20, info.version(), info.driver());
        json.out()
            .printf(
                "           best by %s; groups of %d items with %d KiB of %s memory%s%n",
                device.targets().getFirst(),
                info.groups().maxItems(),
                info.groups().localBytes() >> 10,
                info.groups().hasOwnMemory() ? "their own" : "main",
                details(info));
      }
    } catch (DeviceException e) {
      json.out().printf("  no device: %s%n", e.getMessage());
    }
  }

  private static String details(DeviceInfo info) {
    StringBuilder details = new StringBuilder();
    if (info.groups().subgroup() > 0) {
      details.append(", %d in step".formatted(info.groups().subgroup()));
    }
    details.append(", vectors of %d".formatted(info.vectorWidth()));
    return details.append(info.sharesMemory() ? ", in the host's memory" : "").toString();
  }

  private static JsonObject asJson(Backend backend) {
    JsonObject object = new JsonObject();
    object.addProperty("backend", backend.name());
    if (backend.isForCpus()) {
      addHost(object, backend.target("native"));
    } else {
      object.add("devices", devices());
    }
    object.add("targets", strings(backend.targetNames()));
    return object;
  }

  private static void addHost(JsonObject object, Target host) {
    object.addProperty("arch", host.arch().text());
    object.addProperty("os", host.os());
    object.addProperty("cpu", host.cpu());
    object.addProperty("vector_bits", host.vectorBits());
    object.addProperty("l1_bytes", host.l1Bytes());
    object.addProperty("l2_bytes", host.l2Bytes());
    object.addProperty("processors", Runtime.getRuntime().availableProcessors());
    object.add("features", strings(host.features()));
  }

  /** Empty where there is no driver. */
  private static JsonArray devices() {
    JsonArray array = new JsonArray();
    try {
      for (Device device : Device.all()) {
        DeviceInfo info = device.info();
        JsonObject object = new JsonObject();
        object.addProperty("index", info.index());
        object.addProperty("name", info.name());
        object.addProperty("kind", info.kind().toString());
        object.addProperty("vendor", info.vendor());
        object.addProperty("driver", info.driver());
        object.addProperty("version", info.version());
        object.addProperty("units", info.units());
        object.addProperty("memory_bytes", info.memoryBytes());
        object.addProperty("shares_memory", info.sharesMemory());
        object.addProperty("vector_width", info.vectorWidth());
        object.addProperty("max_items", info.groups().maxItems());
        object.addProperty("local_bytes", info.groups().localBytes());
        object.addProperty("has_own_memory", info.groups().hasOwnMemory());
        object.addProperty("subgroup", info.groups().subgroup());
        object.add("targets", strings(device.targets()));
        array.add(object);
      }
      return array;
    } catch (DeviceException _) {
      return new JsonArray();
    }
  }

  private static JsonArray strings(List<String> texts) {
    JsonArray array = new JsonArray();
    texts.forEach(array::add);
    return array;
  }
}
