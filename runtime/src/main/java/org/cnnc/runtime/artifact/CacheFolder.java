package org.cnnc.runtime.artifact;

import java.nio.file.Path;

/** Where a user's compiled models are kept between processes. */
public final class CacheFolder {
  private CacheFolder() {}

  /**
   * The folder of the user who runs this process, which need not be there: the system property
   * {@code cnnc.cache}, or else the environment's {@code CNNC_CACHE}, or else {@code cnnc} in
   * {@code $XDG_CACHE_HOME} or in {@code ~/.cache}.
   */
  public static Path ofUser() {
    String property = System.getProperty("cnnc.cache");
    if (isSet(property)) {
      return Path.of(property);
    }
    String chosen = System.getenv("CNNC_CACHE");
    if (isSet(chosen)) {
      return Path.of(chosen);
    }
    String caches = System.getenv("XDG_CACHE_HOME");
    return isSet(caches)
        ? Path.of(caches, "cnnc")
        : Path.of(System.getProperty("user.home"), ".cache", "cnnc");
  }

  private static boolean isSet(String text) {
    return text != null && !text.isBlank();
  }
}
