package org.cnnc.maven;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.toolchain.Toolchain;
import org.apache.maven.toolchain.ToolchainManager;

/**
 * A Java that can run the compiler.
 *
 * @param java its launcher
 */
record Jdk(Path java) {
  private static final int VERSION = 25;

  /**
   * The Java that Maven runs on, or else one of its toolchains.
   *
   * @throws MojoFailureException where neither is new enough
   */
  static Jdk find(ToolchainManager toolchains, MavenSession session) throws MojoFailureException {
    if (Runtime.version().feature() >= VERSION) {
      return new Jdk(Path.of(System.getProperty("java.home"), "bin", "java"));
    }
    List<Toolchain> found =
        toolchains.getToolchains(session, "jdk", Map.of("version", "[" + VERSION + ",)"));
    for (Toolchain toolchain : found) {
      String java = toolchain.findTool("java");
      if (java != null) {
        return new Jdk(Path.of(java));
      }
    }
    throw new MojoFailureException(
        ("compiling models needs Java %d or newer, and Maven runs on %s: set JAVA_HOME to a JDK %d,"
                + " or name one in ~/.m2/toolchains.xml")
            .formatted(VERSION, System.getProperty("java.version"), VERSION));
  }
}
