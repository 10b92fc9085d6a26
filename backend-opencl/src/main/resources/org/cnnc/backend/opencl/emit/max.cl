float_n cnnc_max_n(float_n a, float_n b) {
  return a > b ? a : b;
}
