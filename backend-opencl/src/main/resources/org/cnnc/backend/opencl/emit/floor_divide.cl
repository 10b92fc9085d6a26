// Rounds towards minus infinity.
long_n cnnc_floor_divide_n(long_n a, long_n b) {
  long_n quotient = a / b;
  long_n rest = a - quotient * b;
  return ((rest != 0) & ((rest ^ b) < 0)) ? quotient - 1 : quotient;
}
