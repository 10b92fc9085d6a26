// Rounds towards zero: the nearest there is, and 0 of no number.
long_n cnnc_to_index_n(float_n x) {
  float_n small = fabs(x) < 0x1p63f ? x : (float_n)(0.0f);
  long_n index = convert_long_n_rtz(small);
  index = convert_long_n(x >= 0x1p63f) ? (long_n)(LONG_MAX) : index;
  return convert_long_n(x <= -0x1p63f) ? (long_n)(LONG_MIN) : index;
}
