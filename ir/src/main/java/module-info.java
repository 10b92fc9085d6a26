/** The tensor graph and the loop nest; depends on the JDK alone. */
module org.cnnc.ir {
  requires static org.jspecify;
}
