package org.cnnc.compiler;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.cnnc.ir.target.Target;
import org.cnnc.runtime.artifact.Artifact;
import org.cnnc.runtime.artifact.Manifest;
import org.cnnc.runtime.artifact.Platform;
import org.cnnc.runtime.artifact.Port;

/**
 * The C header of a compiled model: the interface that all models share, this one's descriptor, and
 * its inputs, outputs and sizes as macros. Headers of several models may be included together.
 */
final class CHeader {
  private CHeader() {}

  static String of(Manifest manifest) {
    String prefix = macro(manifest.name());
    StringBuilder text = new StringBuilder();
    text.append(
        """
        /* %s, compiled by %s for %s. How to call it: docs/ABI.md of cnnc. */
        %s#ifndef %s_H
        #define %s_H

        #ifndef CNNC_H
        #define CNNC_H
        %s#endif

        #ifdef __cplusplus
        extern "C" {
        #endif
        extern const cnnc_model %s;
        #ifdef __cplusplus
        }
        #endif

        #define %s_WORKSPACE_BYTES %d
        """
            .formatted(
                comment(manifest.name()),
                comment(manifest.compiler()),
                comment(manifest.platform().cpu()),
                permission(manifest.platform()),
                prefix,
                prefix,
                sharedInterface(),
                symbol(manifest.name()),
                prefix,
                manifest.workspaceBytes()));
    ports(text, prefix + "_INPUT", "inputs", manifest.inputs());
    ports(text, prefix + "_OUTPUT", "outputs", manifest.outputs());
    return text.append("\n#endif\n").toString();
  }

  /** What a program does before it calls code with a matrix unit's tiles; else nothing. */
  private static String permission(Platform platform) {
    return platform.features().containsAll(Target.TILES)
        ? "/* Before the first call, once a process: syscall(SYS_arch_prctl, 0x1023, 18), which is 0"
            + " where Linux permits tiles. */\n"
        : "";
  }

  /** The name of the constant that describes a model, in C and to linkers. */
  static String symbol(String model) {
    return "%s_%s".formatted(Artifact.SYMBOL, model.replaceAll("[^A-Za-z0-9_]", "_"));
  }

  private static void ports(StringBuilder text, String prefix, String array, List<Port> ports) {
    for (int i = 0; i < ports.size(); i++) {
      Port port = ports.get(i);
      String name = prefix + "_" + macro(port.name());
      text.append("\n/* %s */\n".formatted(comment(port.toString())));
      text.append("#define %s %d /* its place in cnnc_call.%s */\n".formatted(name, i, array));
      text.append(
          "#define %s_ELEMENTS %d /* of one image */\n".formatted(name, port.shape().elements()));
    }
  }

  private static String macro(String name) {
    return name.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
  }

  private static String comment(String text) {
    return text.replace("*/", "* /");
  }

  private static String sharedInterface() {
    try (InputStream in = CHeader.class.getResourceAsStream("cnnc.h")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException("a resource of the compiler's own jar", e);
    }
  }
}
