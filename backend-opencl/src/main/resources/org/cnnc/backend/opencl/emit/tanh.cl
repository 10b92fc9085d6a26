// (e^2x - 1) / (e^2x + 1); near zero the series.
float_n cnnc_tanh_n(float_n x) {
#ifdef cl_khr_fp64
  double_n d = convert_double_n(x);
  double_n square = d * d;
  double_n p = fma((double_n)(2.0 / 15), square, (double_n)(-1.0 / 3));
  p = fma(p, square, (double_n)(1.0));
  double_n twice = d + d;
  twice = twice < -60.0 ? (double_n)(-60.0) : twice;
  twice = 60.0 < twice ? (double_n)(60.0) : twice;
  double_n e = cnnc_exp64_n(twice);
  return convert_float_n(fabs(d) < 0x1p-8 ? d * p : (e - 1.0) / (e + 1.0));
#else
  return tanh(x);
#endif
}
