#ifdef cl_khr_fp64
// x = 2^e f with f in sqrt(1/2)..sqrt(2), and log f = 2 atanh(s) with s = (f - 1) / (f + 1). Every float, subnormal ones
// too, is a normal double.
double_n cnnc_log64_n(double_n x) {
  long_n bits = as_long_n(x);
  long_n e = (bits - 0x3fe6a09e667f3bcdL) >> 52;
  double_n f = as_double_n(bits - (e << 52));
  double_n s = (f - 1.0) / (f + 1.0);
  double_n square = s * s;
  double_n p = (double_n)(2.0 / 19);
  p = fma(p, square, (double_n)(2.0 / 17));
  p = fma(p, square, (double_n)(2.0 / 15));
  p = fma(p, square, (double_n)(2.0 / 13));
  p = fma(p, square, (double_n)(2.0 / 11));
  p = fma(p, square, (double_n)(2.0 / 9));
  p = fma(p, square, (double_n)(2.0 / 7));
  p = fma(p, square, (double_n)(2.0 / 5));
  p = fma(p, square, (double_n)(2.0 / 3));
  p = fma(p, square, (double_n)(2.0));
  double_n logarithm = fma(convert_double_n(e), (double_n)(0.6931471805599453), s * p);
  double_n unbounded = x < (double_n)(INFINITY) ? logarithm : x;
  double_n positive = x == 0.0 ? (double_n)(-INFINITY) : unbounded;
  return x < 0.0 ? (double_n)(NAN) : positive;
}
#endif
