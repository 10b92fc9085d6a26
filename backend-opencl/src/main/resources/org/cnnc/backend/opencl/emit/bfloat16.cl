// The nearest bfloat16, of two the even one; subnormal numbers become zeros, as instructions do it.
ushort_n cnnc_bfloat16_n(float_n x) {
  uint_n bits = as_uint_n(x);
  uint_n upper = bits >> (uint_n)(16);
  uint_n nearest = (bits + (upper & (uint_n)(1)) + (uint_n)(0x7fff)) >> (uint_n)(16);
  uint_n magnitude = bits & (uint_n)(0x7fffffff);
  uint_n flushed = magnitude < (uint_n)(0x00800000) ? upper & (uint_n)(0x8000) : nearest;
  return convert_ushort_n(magnitude > (uint_n)(0x7f800000) ? upper | (uint_n)(0x40) : flushed);
}
