package org.cnnc.maven;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;

/**
 * A local Maven repository with this build's modules, for builds of other projects: all that others
 * made is linked from the user's own local repository, so that nothing is downloaded twice, and
 * this build's modules do not get into it.
 */
final class InstalledModules {
  private static final String VERSION = "0.1.0-SNAPSHOT";
  private static final String GROUP = "org/cnnc";

  private static final List<String> MODULES =
      List.of(
          "dsl-grammar",
          "ir",
          "frontend",
          "optimizer",
          "runtime",
          "backend-llvm",
          "backend-opencl",
          "compiler",
          "maven-plugin");

  private InstalledModules() {}

  /** Makes the repository anew in a folder, and returns it. */
  static Path install(Path repository, Path users) throws IOException {
    Path organisation = Files.createDirectories(repository.resolve("org"));
    link(users, repository, "org");
    link(users.resolve("org"), organisation, "cnnc");
    Path parent = Path.of("..", "pom.xml");
    copy(parent, repository.resolve(GROUP + "/cnnc"), "cnnc-" + VERSION + ".pom");
    for (String module : MODULES) {
      String artifact = module.equals("maven-plugin") ? "cnnc-maven-plugin" : "cnnc-" + module;
      Path target = repository.resolve(GROUP).resolve(artifact);
      copy(Path.of("..", module, "pom.xml"), target, artifact + "-" + VERSION + ".pom");
      copy(jar(module, artifact), target, artifact + "-" + VERSION + ".jar");
    }
    return repository;
  }

  private static Path jar(String module, String artifact) {
    Path target = Path.of("..", module, "target");
    String name = artifact + "-" + VERSION + ".jar";
    // The compiler's jar lies among those that it needs.
    Path jar = target.resolve(module.equals("compiler") ? "cnnc/lib/" + name : name);
    assertTrue(
        Files.exists(jar), jar + " is missing: run this test with ./test -pl maven-plugin -am");
    return jar;
  }

  private static void copy(Path file, Path artifact, String name) throws IOException {
    Path folder = Files.createDirectories(artifact.resolve(VERSION));
    Files.copy(file, folder.resolve(name), StandardCopyOption.REPLACE_EXISTING);
  }

  /** Links every entry of a folder from another one, but for one of them. */
  private static void link(Path from, Path into, String but) throws IOException {
    if (!Files.isDirectory(from)) {
      return;
    }
    try (Stream<Path> entries = Files.list(from)) {
      for (Path entry : entries.toList()) {
        Path link = into.resolve(entry.getFileName());
        if (!entry.getFileName().toString().equals(but) && !Files.exists(link)) {
          Files.createSymbolicLink(link, entry.toRealPath());
        }
      }
    }
  }
}
