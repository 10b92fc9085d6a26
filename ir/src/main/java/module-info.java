/** The tensor graph and the loop nest; depends on the JDK alone. */
module org.cnnc.ir {
  requires static org.jspecify;

  exports org.cnnc.ir;
  exports org.cnnc.ir.interpreter;
  exports org.cnnc.ir.loop;
  exports org.cnnc.ir.loop.emit;
  exports org.cnnc.ir.loop.interpreter;
  exports org.cnnc.ir.loop.text;
  exports org.cnnc.ir.op;
  exports org.cnnc.ir.program;
  exports org.cnnc.ir.spi;
  exports org.cnnc.ir.target;
  exports org.cnnc.ir.tensor;
  exports org.cnnc.ir.text;
  exports org.cnnc.ir.verifier;
}
