// Pools
#pragma OPENCL FP_CONTRACT OFF

float cnnc_max(float a, float b) {
  return a > b ? a : b;
}

// max_pool2d1 at src/test/resources/devices/models.cnn:39:12
__kernel __attribute__((reqd_work_group_size(25, 1, 1)))
void max_pool2d_5x5x5_spread(
    __global const uchar *restrict x_memory, const ulong x_at,
    __global uchar *restrict y_memory, const ulong y_at) {
  __global const float *x = (__global const float *)(x_memory + x_at);
  __global float *y = (__global float *)(y_memory + y_at);
  const int group = (int)get_group_id(0);
  const int item = (int)get_local_id(0);
  const int c = group;
  const int oh_i = item / 5;
  const int ow_i = item % 5;
  float acc;
  acc = -INFINITY;
  for (int kh = 0; kh < 3; kh++) {
    for (int kw = 0; kw < 3; kw++) {
      acc = cnnc_max(acc, ((((((oh_i * 2) + kh) - 1) >= 0) && ((((oh_i * 2) + kh) - 1) < 9)) && (((((ow_i * 2) + kw) - 1) >= 0) && ((((ow_i * 2) + kw) - 1) < 9))) ? x[(((((c * 81) + (oh_i * 18)) + (kh * 9)) + (ow_i * 2)) + kw) - 10] : (-INFINITY));
    }
  }
  __global float *y_p = y + ((c * 25) + (oh_i * 5)) + ow_i;
  y_p[0] = acc;
}

// avg_pool2d1 at src/test/resources/devices/models.cnn:39:50
__kernel __attribute__((reqd_work_group_size(4, 1, 1)))
void avg_pool2d_5x2x2_spread(
    __global const uchar *restrict x_memory, const ulong x_at,
    __global uchar *restrict y_memory, const ulong y_at) {
  __global const float *x = (__global const float *)(x_memory + x_at);
  __global float *y = (__global float *)(y_memory + y_at);
  const int group = (int)get_group_id(0);
  const int item = (int)get_local_id(0);
  const int c = group;
  const int oh_i = item / 2;
  const int ow_i = item % 2;
  float acc;
  acc = 0.0f;
  for (int kh = 0; kh < 2; kh++) {
    for (int kw = 0; kw < 2; kw++) {
      __global const float *x_p = x + ((((c * 25) + (oh_i * 10)) + (kh * 5)) + (ow_i * 2)) + kw;
      const float x_v = x_p[0];
      acc = acc + x_v;
    }
  }
  __global float *y_p = y + ((c * 4) + (oh_i * 2)) + ow_i;
  y_p[0] = acc / convert_float(4);
}
