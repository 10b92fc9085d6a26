float_n cnnc_log1p_n(float_n x) {
#ifdef cl_khr_fp64
  double_n d = convert_double_n(x);
  double_n p = fma((double_n)(-1.0 / 4), d, (double_n)(1.0 / 3));
  p = fma(p, d, (double_n)(-1.0 / 2));
  p = fma(p, d, (double_n)(1.0));
  return convert_float_n(fabs(d) < 0x1p-10 ? d * p : cnnc_log64_n(d + 1.0));
#else
  return log1p(x);
#endif
}
