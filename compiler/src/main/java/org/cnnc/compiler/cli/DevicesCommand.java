package org.cnnc.compiler.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.List;
import java.util.concurrent.Callable;
import org.cnnc.compiler.Backends;
import org.cnnc.ir.spi.Backend;
import org.cnnc.ir.target.Target;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code cnnc devices}. */
@Command(
    name = "devices",
    description = "Lists what models can be compiled for: this machine, and the other targets.",
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
    Target host = backend.target("native");
    json.out().printf("%s%n", backend.name());
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
    json.out().printf("  targets  %s%n", String.join(" ", backend.targetNames()));
  }

  private static JsonObject asJson(Backend backend) {
    Target host = backend.target("native");
    JsonObject object = new JsonObject();
    object.addProperty("backend", backend.name());
    object.addProperty("arch", host.arch().text());
    object.addProperty("os", host.os());
    object.addProperty("cpu", host.cpu());
    object.addProperty("vector_bits", host.vectorBits());
    object.addProperty("l1_bytes", host.l1Bytes());
    object.addProperty("l2_bytes", host.l2Bytes());
    object.addProperty("processors", Runtime.getRuntime().availableProcessors());
    object.add("features", strings(host.features()));
    object.add("targets", strings(backend.targetNames()));
    return object;
  }

  private static JsonArray strings(List<String> texts) {
    JsonArray array = new JsonArray();
    texts.forEach(array::add);
    return array;
  }
}
