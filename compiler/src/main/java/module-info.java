/** The driver: a Java API and the command line {@code cnnc}. */
module org.cnnc.compiler {
  requires info.picocli;
  requires java.compiler;
  requires static org.jspecify;
  requires transitive com.google.gson;
  requires transitive java.desktop;
  requires transitive org.cnnc.frontend;
  requires transitive org.cnnc.ir;
  requires transitive org.cnnc.optimizer;
  requires transitive org.cnnc.runtime;

  exports org.cnnc.compiler;
  exports org.cnnc.compiler.compare;
  exports org.cnnc.compiler.doctor;
  exports org.cnnc.compiler.drawing;
  exports org.cnnc.compiler.explain;
  exports org.cnnc.compiler.image;
  exports org.cnnc.compiler.measure;
  exports org.cnnc.compiler.report;
  exports org.cnnc.compiler.run;
  exports org.cnnc.compiler.summary;
  exports org.cnnc.compiler.table;
  exports org.cnnc.compiler.tune;
  exports org.cnnc.compiler.typed;

  opens org.cnnc.compiler.cli to
      info.picocli;

  uses org.cnnc.ir.spi.Backend;
}
