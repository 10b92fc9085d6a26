// The remainder of a division that rounds towards minus infinity: its sign is the divisor's.
long_n cnnc_floor_modulo_n(long_n a, long_n b) {
  long_n rest = a % b;
  return ((rest != 0) & ((rest ^ b) < 0)) ? rest + b : rest;
}
