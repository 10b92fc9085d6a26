package org.cnnc.compiler.doctor;

import java.util.Optional;

/**
 * One thing that a working installation needs, and how it is here.
 *
 * @param name {@code llvm}
 * @param found what is there, or what is wrong
 * @param remedy what to do; empty where nothing need be done
 */
public record Check(String name, Status status, String found, Optional<String> remedy) {
  /** How bad it is. */
  public enum Status {
    OK,
    /** Everything works, less well than it could. */
    WARNING,
    FAILED;

    /** As it is printed: {@code ok}. */
    @Override
    public String toString() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  static Check ok(String name, String found) {
    return new Check(name, Status.OK, found, Optional.empty());
  }

  static Check warning(String name, String found, String remedy) {
    return new Check(name, Status.WARNING, found, Optional.of(remedy));
  }

  static Check failed(String name, String found, String remedy) {
    return new Check(name, Status.FAILED, found, Optional.of(remedy));
  }
}
