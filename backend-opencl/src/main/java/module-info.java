/**
 * Loop nests to OpenCL C, and what runs it. Exports nothing: the driver finds the one, the runtime
 * the other as a service.
 */
module org.cnnc.backend.opencl {
  requires org.bytedeco.javacpp;
  requires org.bytedeco.opencl;
  requires org.cnnc.ir;
  requires org.cnnc.runtime;
  requires static org.jspecify;

  provides org.cnnc.ir.spi.Backend with
      org.cnnc.backend.opencl.OpenClBackend;
  provides org.cnnc.runtime.spi.Engine with
      org.cnnc.backend.opencl.execute.OpenClEngine;
}
