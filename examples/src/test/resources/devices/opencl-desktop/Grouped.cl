// Grouped
#pragma OPENCL FP_CONTRACT OFF

// conv2d1 at src/test/resources/devices/models.cnn:33:12
__kernel __attribute__((reqd_work_group_size(30, 1, 1)))
void conv2d_k3s1_8x5x6_spread(
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
  const int oh_i = item / 6;
  const int ow_i = item % 6;
  float acc;
  __global const float *bias_p = bias + oc;
  const float bias_v = bias_p[0];
  acc = bias_v;
  for (int ic = 0; ic < 4; ic++) {
    for (int kh = 0; kh < 3; kh++) {
      for (int kw = 0; kw < 3; kw++) {
        __global const float *weight_p = weight + (((oc * 36) + (ic * 9)) + (kh * 3)) + kw;
        const float weight_v = weight_p[0];
        acc = fma((((((oh_i + kh) - 1) >= 0) && (((oh_i + kh) - 1) < 5)) && ((((ow_i + kw) - 1) >= 0) && (((ow_i + kw) - 1) < 6))) ? x[(((((((oc / 4) * 120) + (ic * 30)) + (oh_i * 6)) + (kh * 6)) + ow_i) + kw) - 7] : 0.0f, weight_v, acc);
      }
    }
  }
  __global float *y_p = y + ((oc * 30) + (oh_i * 6)) + ow_i;
  y_p[0] = acc;
}
