/**
 * Loads compiled models and calls them; depends on the JDK alone.
 *
 * <p>Begin with {@link org.cnnc.runtime.Model}. The format of the compiled file is {@link
 * org.cnnc.runtime.artifact}'s, for those who write or inspect such files.
 */
module org.cnnc.runtime {
  // For events; a Java that was linked without it runs models as well.
  requires static jdk.jfr;
  // Not transitive: modules that use this one are compiled without it.
  requires static org.jspecify;
  // For pictures alone: see org.cnnc.runtime.image.
  requires static transitive java.desktop;

  exports org.cnnc.runtime;
  exports org.cnnc.runtime.artifact;
  exports org.cnnc.runtime.image;
  exports org.cnnc.runtime.spi;

  uses org.cnnc.runtime.spi.Engine;
}
