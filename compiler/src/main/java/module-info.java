/** The driver and the command line {@code cnnc}. */
module org.cnnc.compiler {
  requires com.google.gson;
  requires java.desktop;
  requires info.picocli;
  requires org.cnnc.frontend;
  requires org.cnnc.ir;
  requires org.cnnc.optimizer;
  requires org.cnnc.runtime;
  requires static org.jspecify;

  exports org.cnnc.compiler;

  opens org.cnnc.compiler.cli to
      info.picocli;
}
