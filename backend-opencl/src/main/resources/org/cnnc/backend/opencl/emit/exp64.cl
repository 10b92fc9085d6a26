#ifdef cl_khr_fp64
// For results that become floats: beyond 200 every one is infinite, below -200 zero.
double_n cnnc_exp64_n(double_n x) {
  double_n c = x < -200.0 ? (double_n)(-200.0) : x;
  c = 200.0 < c ? (double_n)(200.0) : c;
  double_n shifted = fma(c, (double_n)(1.4426950408889634), (double_n)(0x1.8p52));
  double_n n = shifted - 0x1.8p52;
  double_n r = fma(n, (double_n)(-0.6931471805599453), c);
  double_n p = (double_n)(1.0 / 39916800);
  p = fma(p, r, (double_n)(1.0 / 3628800));
  p = fma(p, r, (double_n)(1.0 / 362880));
  p = fma(p, r, (double_n)(1.0 / 40320));
  p = fma(p, r, (double_n)(1.0 / 5040));
  p = fma(p, r, (double_n)(1.0 / 720));
  p = fma(p, r, (double_n)(1.0 / 120));
  p = fma(p, r, (double_n)(1.0 / 24));
  p = fma(p, r, (double_n)(1.0 / 6));
  p = fma(p, r, (double_n)(1.0 / 2));
  p = fma(p, r, (double_n)(1.0));
  p = fma(p, r, (double_n)(1.0));
  long_n exponent = as_long_n(shifted) - as_long(0x1.8p52);
  return p * as_double_n((exponent + 1023) << 52);
}
#endif
