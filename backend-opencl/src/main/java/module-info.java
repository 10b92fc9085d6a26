/** Loop nests to OpenCL C. Exports nothing: the driver finds it as a service. */
module org.cnnc.backend.opencl {
  requires org.bytedeco.javacpp;
  requires org.bytedeco.opencl;
  requires org.cnnc.ir;
  requires org.cnnc.runtime;
  requires static org.jspecify;
}
