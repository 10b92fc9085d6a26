// phases
#pragma OPENCL FP_CONTRACT OFF

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

// layer1.conv at net.cnn:7:3
__kernel __attribute__((reqd_work_group_size(1, 1, 1)))
void phases_part1(
    __global const uchar *restrict x_memory, const ulong x_at,
    __global const uchar *restrict t_memory, const ulong t_at,
    __global uchar *restrict y_memory, const ulong y_at,
    const int n) {
  __global const float *x = (__global const float *)(x_memory + x_at);
  __global const float *t = (__global const float *)(t_memory + t_at);
  __global float *y = (__global float *)(y_memory + y_at);
  const int item = (int)get_global_id(0);
  const int i = item;
  __global const float *x_p = x + (n * 12) + i;
  const float x_v = x_p[0];
  __global const float *t_p = t + i;
  const float t_v = t_p[0];
  __global float *y_p = y + (n * 12) + i;
  y_p[0] = x_v * t_v;
}

// layer1.conv at net.cnn:7:3
__kernel __attribute__((reqd_work_group_size(1, 1, 1)))
void phases_part2(
    __global const uchar *restrict x_memory, const ulong x_at,
    __global uchar *restrict y_memory, const ulong y_at,
    const int n) {
  __global const float *x = (__global const float *)(x_memory + x_at);
  __global float *y = (__global float *)(y_memory + y_at);
  const int item = (int)get_global_id(0);
  const int j = item;
  float sum;
  sum = 0.0f;
  for (int k = 0; k < 3; k++) {
    __global float *y_p = y + ((n * 12) + (j * 3)) + k;
    const float y_v = y_p[0];
    __global const float *x_p = x + (n * 12) + k;
    const float x_v = x_p[0];
    sum = fma(y_v, x_v, sum);
  }
  __global float *y_p_2 = y + (n * 12) + (j * 3);
  y_p_2[0] = cnnc_exp(sum);
}
