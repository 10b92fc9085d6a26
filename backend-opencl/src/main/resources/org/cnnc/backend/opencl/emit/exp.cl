// Cody and Waite's reduction, exp(x) = 2^n exp(r) with |r| <= ln(2)/2, and the polynomial of Cephes' expf. The scale is
// applied in two halves, so that results below the smallest normal number are rounded once.
float_n cnnc_exp_n(float_n x) {
  float_n c = x < -104.0f ? (float_n)(-104.0f) : x;
  c = 89.0f < c ? (float_n)(89.0f) : c;
  float_n shifted = fma(c, (float_n)(1.4426950408889634f), (float_n)(0x1.8p23f));
  float_n n = shifted - 0x1.8p23f;
  float_n r = fma(n, (float_n)(-0.693359375f), c);
  r = fma(n, (float_n)(2.12194440e-4f), r);
  float_n p = (float_n)(1.9875691500e-4f);
  p = fma(p, r, (float_n)(1.3981999507e-3f));
  p = fma(p, r, (float_n)(8.3334519073e-3f));
  p = fma(p, r, (float_n)(4.1665795894e-2f));
  p = fma(p, r, (float_n)(1.6666665459e-1f));
  p = fma(p, r, (float_n)(5.0000001201e-1f));
  float_n y = fma(r * r, p, r) + 1.0f;
  int_n exponent = as_int_n(shifted) - as_int(0x1.8p23f);
  int_n half_of_it = exponent >> 1;
  int_n rest = exponent - half_of_it;
  return y * as_float_n((half_of_it + 127) << 23) * as_float_n((rest + 127) << 23);
}
