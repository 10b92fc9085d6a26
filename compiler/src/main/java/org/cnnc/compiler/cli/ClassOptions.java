package org.cnnc.compiler.cli;

import java.nio.file.Path;
import java.util.Optional;
import org.cnnc.compiler.UserException;
import picocli.CommandLine.Option;

/** The options of {@code --emit java} and {@code --emit jar}. */
final class ClassOptions {
  @Option(
      names = "--package",
      paramLabel = "NAME",
      description = "the package of the Java classes, such as com.acme.nets")
  private String packageName;

  @Option(
      names = "--resources",
      paramLabel = "DIR",
      description = "--emit java: the folder for the resources (default: as the sources')")
  private Path resources;

  /**
   * The package.
   *
   * @throws UserException where it is not given
   */
  String packageName() {
    if (packageName == null) {
      throw new UserException(
          "--emit java and --emit jar need the name of a package", "--package com.acme.nets");
    }
    return packageName;
  }

  Optional<Path> resources() {
    return Optional.ofNullable(resources);
  }

  /**
   * Checks that none of them is given, for what is no class.
   *
   * @throws UserException where one is
   */
  void checkNone() {
    if (packageName != null || resources != null) {
      throw new UserException("--package and --resources are for --emit java and --emit jar");
    }
  }
}
