/**
 * Loop nests to a shared library through LLVM. Exports nothing: the driver finds it as a service.
 */
module org.cnnc.backend.llvm {
  requires org.bytedeco.javacpp;
  requires org.bytedeco.llvm;
  requires org.cnnc.ir;
  requires static org.jspecify;

  provides org.cnnc.ir.spi.Backend with
      org.cnnc.backend.llvm.LlvmBackend;
}
