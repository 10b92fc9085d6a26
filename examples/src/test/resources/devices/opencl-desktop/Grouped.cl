// Grouped
#pragma OPENCL FP_CONTRACT OFF

// conv2d1 at src/test/resources/devices/models.cnn:33:12
__kernel __attribute__((reqd_work_group_size(1, 1, 1)))
void identity_8x5x6_spread_part1(
    __global uchar *restrict y_memory, const ulong y_at) {
  __global float *y = (__global float *)(y_memory + y_at);
  const int item = (int)get_global_id(0);
  if (item < 8) {
    const int c_o = item;
    for (int w = 0; w < 8; w++) {
      __global float *y_p = y + (c_o * 56) + w;
      y_p[0] = 0.0f;
    }
  } else if (item < 16) {
    const int c_o_2 = (item - 8);
    for (int w_2 = 0; w_2 < 8; w_2++) {
      __global float *y_p_2 = y + (c_o_2 * 56) + w_2;
      y_p_2[48] = 0.0f;
    }
  } else if (item < 24) {
    const int c_o_3 = (item - 16);
    for (int h = 0; h < 5; h++) {
      __global float *y_p_3 = y + (c_o_3 * 56) + (h * 8);
      y_p_3[8] = 0.0f;
    }
  } else {
    const int c_o_4 = (item - 24);
    for (int h_2 = 0; h_2 < 5; h_2++) {
      __global float *y_p_4 = y + (c_o_4 * 56) + (h_2 * 8);
      y_p_4[15] = 0.0f;
    }
  }
}

// conv2d1 at src/test/resources/devices/models.cnn:33:12
__kernel __attribute__((reqd_work_group_size(30, 1, 1)))
void identity_8x5x6_spread_part2(
    __global const uchar *restrict x_memory, const ulong x_at,
    __global uchar *restrict y_memory, const ulong y_at) {
  __global const float *x = (__global const float *)(x_memory + x_at);
  __global float *y = (__global float *)(y_memory + y_at);
  const int group = (int)get_group_id(0);
  const int item = (int)get_local_id(0);
  const int c = group;
  const int h_i = item / 6;
  const int w_i = item % 6;
  __global const float *x_p = x + ((c * 30) + (h_i * 6)) + w_i;
  const float x_v = x_p[0];
  __global float *y_p = y + ((c * 56) + (h_i * 8)) + w_i;
  y_p[9] = x_v;
}

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
        const int i = oc / 4;
        __global const float *x_p = x + (((((i * 224) + (ic * 56)) + (oh_i * 8)) + (kh * 8)) + ow_i) + kw;
        const float x_v = x_p[0];
        __global const float *weight_p = weight + (((oc * 36) + (ic * 9)) + (kh * 3)) + kw;
        const float weight_v = weight_p[0];
        acc = fma(x_v, weight_v, acc);
      }
    }
  }
  __global float *y_p = y + ((oc * 30) + (oh_i * 6)) + ow_i;
  y_p[0] = acc;
}
