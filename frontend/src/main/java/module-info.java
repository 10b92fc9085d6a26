/** From model and weight files to a checked graph. */
module org.cnnc.frontend {
  requires com.google.gson;
  requires com.google.protobuf;
  requires org.cnnc.grammar;
  requires transitive org.cnnc.ir;
  requires static org.jspecify;
  requires org.tribuo.util.onnx;

  exports org.cnnc.frontend;
  exports org.cnnc.frontend.diagnostic;
  exports org.cnnc.frontend.onnx;
  exports org.cnnc.frontend.weights;
  exports org.cnnc.frontend.write;
}
