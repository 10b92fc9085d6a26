float_n cnnc_log_n(float_n x) {
#ifdef cl_khr_fp64
  return convert_float_n(cnnc_log64_n(convert_double_n(x)));
#else
  return log(x);
#endif
}
