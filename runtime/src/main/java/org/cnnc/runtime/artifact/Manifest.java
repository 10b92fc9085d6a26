package org.cnnc.runtime.artifact;

import java.util.List;
import java.util.stream.Stream;

/**
 * What a compiled model says about itself.
 *
 * @param compiler the name and version of what wrote it, such as {@code cnnc 0.1.0}
 * @param workspaceBytes scratch memory that a run needs, whatever its batch
 * @param sourceSha256 of the source, 64 lower-case hexadecimal digits
 * @param parameters how many trained numbers the model has
 * @param macs multiply-accumulates for one image
 * @param precision what weights and activations are stored in
 * @param kernels how it is computed; empty where that was not written down
 */
public record Manifest(
    String name,
    String compiler,
    Platform platform,
    List<Port> inputs,
    List<Port> outputs,
    long workspaceBytes,
    WeightsInfo weights,
    String sourceSha256,
    long parameters,
    long macs,
    Precision precision,
    List<KernelInfo> kernels) {
  private static final int MAX_PORTS = 4096;
  private static final int MAX_TEXT = 256;

  public Manifest {
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
    kernels = List.copyOf(kernels);
    checkText("name", name);
    checkText("compiler", compiler);
    checkPorts("input", inputs);
    checkPorts("output", outputs);
    checkSha256("source_sha256", sourceSha256);
    if (workspaceBytes < 0 || parameters < 0 || macs < 0) {
      throw new IllegalArgumentException("workspace, parameters and macs are never negative");
    }
  }

  /** Whether a run may have any batch: every input and output is an {@code [N, ...]}. */
  public boolean anyBatch() {
    return Stream.concat(inputs.stream(), outputs.stream())
        .allMatch(port -> port.shape().batched());
  }

  private static void checkPorts(String kind, List<Port> ports) {
    if (ports.size() > MAX_PORTS) {
      throw new IllegalArgumentException("more than " + MAX_PORTS + " " + kind + "s");
    }
    long names = ports.stream().map(Port::name).distinct().count();
    if (names != ports.size()) {
      throw new IllegalArgumentException("two " + kind + "s have the same name");
    }
  }

  /** Names end up in messages and on terminals: short, and without control characters. */
  static void checkText(String what, String text) {
    if (text.isBlank()
        || text.length() > MAX_TEXT
        || text.chars().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException(
          "the %s is not 1 to %d printable characters".formatted(what, MAX_TEXT));
    }
  }

  static void checkSha256(String what, String hex) {
    if (!hex.matches("[0-9a-f]{64}")) {
      throw new IllegalArgumentException(what + " is not 64 lower-case hexadecimal digits");
    }
  }
}
