// e^(y log |x|), with the sign of x where y is odd.
float_n cnnc_pow_n(float_n base, float_n exponent) {
#ifdef cl_khr_fp64
  double_n x = convert_double_n(base);
  double_n y = convert_double_n(exponent);
  double_n power = cnnc_exp64_n(y * cnnc_log64_n(fabs(x)));
  double_n half_of_it = y * 0.5;
  double_n with_sign =
      ((floor(y) == y) & (floor(half_of_it) != half_of_it)) ? copysign(power, x) : power;
  // A negative number to a broken power has no value; -0 and -infinity have one.
  double_n defined =
      ((x < 0.0) & (x > (double_n)(-INFINITY)) & (floor(y) != y)) ? (double_n)(NAN) : with_sign;
  return convert_float_n(y == 0.0 ? (double_n)(1.0) : defined);
#else
  return pow(base, exponent);
#endif
}
