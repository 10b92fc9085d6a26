// Depthwise
#pragma OPENCL FP_CONTRACT OFF

float cnnc_max(float a, float b) {
  return a > b ? a : b;
}

float cnnc_min(float a, float b) {
  return a < b ? a : b;
}

// conv2d1+relu61 at src/test/resources/devices/models.cnn:27:12
__kernel __attribute__((reqd_work_group_size(16, 1, 1)))
void conv2d_relu6_k3s2_12x4x4_spread(
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
  const int oc = group;
  const int oh_i = item / 4;
  const int ow_i = item % 4;
  float acc;
  __global const float *bias_p = bias + oc;
  const float bias_v = bias_p[0];
  acc = bias_v;
  for (int kh = 0; kh < 3; kh++) {
    for (int kw = 0; kw < 3; kw++) {
      __global const float *weight_p = weight + ((oc * 9) + (kh * 3)) + kw;
      const float weight_v = weight_p[0];
      acc = fma(((((((oh_i * 2) + kh) - 1) >= 0) && ((((oh_i * 2) + kh) - 1) < 7)) && (((((ow_i * 2) + kw) - 1) >= 0) && ((((ow_i * 2) + kw) - 1) < 7))) ? x[(((((oc * 49) + (oh_i * 14)) + (kh * 7)) + (ow_i * 2)) + kw) - 8] : 0.0f, weight_v, acc);
    }
  }
  __global float *y_p = y + ((oc * 16) + (oh_i * 4)) + ow_i;
  y_p[0] = cnnc_min(6.0f, cnnc_max(0.0f, acc));
}
