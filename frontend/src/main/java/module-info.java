/** From model and weight files to a checked graph. */
module org.cnnc.frontend {
  requires com.google.gson;
  requires org.cnnc.grammar;
  requires transitive org.cnnc.ir;
  requires static org.jspecify;

  exports org.cnnc.frontend;
  exports org.cnnc.frontend.diagnostic;
  exports org.cnnc.frontend.weights;
}
