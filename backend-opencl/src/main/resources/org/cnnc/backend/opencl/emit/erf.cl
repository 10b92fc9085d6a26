// Cephes' ndtr.c: a rational function below 1, one of erfc above.
float_n cnnc_erf_n(float_n x) {
#ifdef cl_khr_fp64
  double_n d = convert_double_n(x);
  double_n square = d * d;
  double_n p = (double_n)(9.604973739870516);
  p = fma(p, square, (double_n)(90.02601972038427));
  p = fma(p, square, (double_n)(2232.005345946843));
  p = fma(p, square, (double_n)(7003.325141128051));
  p = fma(p, square, (double_n)(55592.30130103949));
  double_n q = (double_n)(1.0);
  q = fma(q, square, (double_n)(33.56171416475031));
  q = fma(q, square, (double_n)(521.3579497801527));
  q = fma(q, square, (double_n)(4594.323829709801));
  q = fma(q, square, (double_n)(22629.000061389095));
  q = fma(q, square, (double_n)(49267.39426086359));
  double_n below = (d * p) / q;
  // From 6 on the result is 1 whatever is subtracted; further out the polynomials overflow.
  double_n a = fabs(d);
  a = 6.0 < a ? (double_n)(6.0) : a;
  p = (double_n)(2.461969814735305e-10);
  p = fma(p, a, (double_n)(0.5641895648310689));
  p = fma(p, a, (double_n)(7.463210564422699));
  p = fma(p, a, (double_n)(48.63719709856814));
  p = fma(p, a, (double_n)(196.5208329560771));
  p = fma(p, a, (double_n)(526.4451949954773));
  p = fma(p, a, (double_n)(934.5285271719576));
  p = fma(p, a, (double_n)(1027.5518868951572));
  p = fma(p, a, (double_n)(557.5353353693994));
  q = (double_n)(1.0);
  q = fma(q, a, (double_n)(13.228195115474499));
  q = fma(q, a, (double_n)(86.70721408859897));
  q = fma(q, a, (double_n)(354.9377788878199));
  q = fma(q, a, (double_n)(975.7085017432055));
  q = fma(q, a, (double_n)(1823.9091668790973));
  q = fma(q, a, (double_n)(2246.3376081871097));
  q = fma(q, a, (double_n)(1656.6630919416134));
  q = fma(q, a, (double_n)(557.5353408177277));
  double_n complement = (cnnc_exp64_n(-(a * a)) * p) / q;
  double_n above = copysign(1.0 - complement, d);
  return convert_float_n(fabs(d) < 1.0 ? below : above);
#else
  return erf(x);
#endif
}
