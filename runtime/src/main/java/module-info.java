/** Loads and calls compiled models; depends on the JDK alone. */
module org.cnnc.runtime {
  requires static org.jspecify;
}
