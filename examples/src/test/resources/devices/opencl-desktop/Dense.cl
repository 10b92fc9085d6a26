// Dense
#pragma OPENCL FP_CONTRACT OFF

#ifdef cl_khr_fp64
// For results that become floats: beyond 200 every one is infinite, below -200 zero.
double cnnc_exp64(double x) {
  double c = x < -200.0 ? (double)(-200.0) : x;
  c = 200.0 < c ? (double)(200.0) : c;
  double shifted = fma(c, (double)(1.4426950408889634), (double)(0x1.8p52));
  double n = shifted - 0x1.8p52;
  double r = fma(n, (double)(-0.6931471805599453), c);
  double p = (double)(1.0 / 39916800);
  p = fma(p, r, (double)(1.0 / 3628800));
  p = fma(p, r, (double)(1.0 / 362880));
  p = fma(p, r, (double)(1.0 / 40320));
  p = fma(p, r, (double)(1.0 / 5040));
  p = fma(p, r, (double)(1.0 / 720));
  p = fma(p, r, (double)(1.0 / 120));
  p = fma(p, r, (double)(1.0 / 24));
  p = fma(p, r, (double)(1.0 / 6));
  p = fma(p, r, (double)(1.0 / 2));
  p = fma(p, r, (double)(1.0));
  p = fma(p, r, (double)(1.0));
  long exponent = as_long(shifted) - as_long(0x1.8p52);
  return p * as_double((exponent + 1023) << 52);
}
#endif

// (e^2x - 1) / (e^2x + 1); near zero the series.
float cnnc_tanh(float x) {
#ifdef cl_khr_fp64
  double d = convert_double(x);
  double square = d * d;
  double p = fma((double)(2.0 / 15), square, (double)(-1.0 / 3));
  p = fma(p, square, (double)(1.0));
  double twice = d + d;
  twice = twice < -60.0 ? (double)(-60.0) : twice;
  twice = 60.0 < twice ? (double)(60.0) : twice;
  double e = cnnc_exp64(twice);
  return convert_float(fabs(d) < 0x1p-8 ? d * p : (e - 1.0) / (e + 1.0));
#else
  return tanh(x);
#endif
}

float cnnc_max(float a, float b) {
  return a > b ? a : b;
}

// Cody and Waite's reduction, exp(x) = 2^n exp(r) with |r| <= ln(2)/2, and the polynomial of Cephes' expf. The scale is
// applied in two halves, so that results below the smallest normal number are rounded once.
float cnnc_exp(float x) {
  float c = x < -104.0f ? (float)(-104.0f) : x;
  c = 89.0f < c ? (float)(89.0f) : c;
  float shifted = fma(c, (float)(1.4426950408889634f), (float)(0x1.8p23f));
  float n = shifted - 0x1.8p23f;
  float r = fma(n, (float)(-0.693359375f), c);
  r = fma(n, (float)(2.12194440e-4f), r);
  float p = (float)(1.9875691500e-4f);
  p = fma(p, r, (float)(1.3981999507e-3f));
  p = fma(p, r, (float)(8.3334519073e-3f));
  p = fma(p, r, (float)(4.1665795894e-2f));
  p = fma(p, r, (float)(1.6666665459e-1f));
  p = fma(p, r, (float)(5.0000001201e-1f));
  float y = fma(r * r, p, r) + 1.0f;
  int exponent = as_int(shifted) - as_int(0x1.8p23f);
  int half_of_it = exponent >> 1;
  int rest = exponent - half_of_it;
  return y * as_float((half_of_it + 127) << 23) * as_float((rest + 127) << 23);
}

// linear1+tanh1 at src/test/resources/devices/models.cnn:45:12
__kernel __attribute__((reqd_work_group_size(21, 1, 1)))
void linear_tanh_21_spread(
    __global const uchar *restrict x_memory, const ulong x_at,
    __global const uchar *restrict weight_memory, const ulong weight_at,
    __global const uchar *restrict bias_memory, const ulong bias_at,
    __global uchar *restrict y_memory, const ulong y_at) {
  __global const float *x = (__global const float *)(x_memory + x_at);
  __global const float *weight = (__global const float *)(weight_memory + weight_at);
  __global const float *bias = (__global const float *)(bias_memory + bias_at);
  __global float *y = (__global float *)(y_memory + y_at);
  const int group = (int)get_group_id(0);
  const int item = (int)get_local_id(0);
  const int o_i = item;
  float acc;
  __global const float *bias_p = bias + o_i;
  const float bias_v = bias_p[0];
  acc = bias_v;
  for (int i = 0; i < 33; i++) {
    __global const float *x_p = x + i;
    const float x_v = x_p[0];
    __global const float *weight_p = weight + (i * 21) + o_i;
    const float weight_v = weight_p[0];
    acc = fma(x_v, weight_v, acc);
  }
  __global float *y_p = y + o_i;
  y_p[0] = cnnc_tanh(acc);
}

// linear2 at src/test/resources/devices/models.cnn:45:34
__kernel __attribute__((reqd_work_group_size(10, 1, 1)))
void linear_10_spread(
    __global const uchar *restrict x_memory, const ulong x_at,
    __global const uchar *restrict weight_memory, const ulong weight_at,
    __global const uchar *restrict bias_memory, const ulong bias_at,
    __global uchar *restrict y_memory, const ulong y_at) {
  __global const float *x = (__global const float *)(x_memory + x_at);
  __global const float *weight = (__global const float *)(weight_memory + weight_at);
  __global const float *bias = (__global const float *)(bias_memory + bias_at);
  __global float *y = (__global float *)(y_memory + y_at);
  const int group = (int)get_group_id(0);
  const int item = (int)get_local_id(0);
  const int o_i = item;
  float acc;
  __global const float *bias_p = bias + o_i;
  const float bias_v = bias_p[0];
  acc = bias_v;
  for (int i = 0; i < 21; i++) {
    __global const float *x_p = x + i;
    const float x_v = x_p[0];
    __global const float *weight_p = weight + (i * 10) + o_i;
    const float weight_v = weight_p[0];
    acc = fma(x_v, weight_v, acc);
  }
  __global float *y_p = y + o_i;
  y_p[0] = acc;
}

// softmax1 at src/test/resources/devices/models.cnn:45:48
__kernel __attribute__((reqd_work_group_size(1, 1, 1)))
void softmax_10_spread(
    __global const uchar *restrict x_memory, const ulong x_at,
    __global uchar *restrict y_memory, const ulong y_at) {
  __global const float *x = (__global const float *)(x_memory + x_at);
  __global float *y = (__global float *)(y_memory + y_at);
  const int item = (int)get_global_id(0);
  float maximum;
  float sum;
  maximum = -INFINITY;
  for (int d1 = 0; d1 < 10; d1++) {
    __global const float *x_p = x + d1;
    const float x_v = x_p[0];
    maximum = cnnc_max(maximum, x_v);
  }
  sum = 0.0f;
  for (int d1_2 = 0; d1_2 < 10; d1_2++) {
    __global const float *x_p_2 = x + d1_2;
    const float x_v_2 = x_p_2[0];
    sum = sum + cnnc_exp(x_v_2 - maximum);
  }
  for (int d1_3 = 0; d1_3 < 10; d1_3++) {
    __global const float *x_p_3 = x + d1_3;
    const float x_v_3 = x_p_3[0];
    __global float *y_p = y + d1_3;
    y_p[0] = cnnc_exp(x_v_3 - maximum) / sum;
  }
}
