// Depthwise
#pragma OPENCL FP_CONTRACT OFF

float cnnc_max(float a, float b) {
  return a > b ? a : b;
}

float cnnc_min(float a, float b) {
  return a < b ? a : b;
}

// conv2d1+relu61 at src/test/resources/devices/models.cnn:27:12
__kernel __attribute__((reqd_work_group_size(1, 1, 1)))
void identity_12x7x7_spread_part1(
    __global uchar *restrict y_memory, const ulong y_at) {
  __global float *y = (__global float *)(y_memory + y_at);
  const int item = (int)get_global_id(0);
  if (item < 12) {
    const int c_o = item;
    for (int w = 0; w < 9; w++) {
      __global float *y_p = y + (c_o * 81) + w;
      y_p[0] = 0.0f;
    }
  } else if (item < 24) {
    const int c_o_2 = (item - 12);
    for (int w_2 = 0; w_2 < 9; w_2++) {
      __global float *y_p_2 = y + (c_o_2 * 81) + w_2;
      y_p_2[72] = 0.0f;
    }
  } else if (item < 36) {
    const int c_o_3 = (item - 24);
    for (int h = 0; h < 7; h++) {
      __global float *y_p_3 = y + (c_o_3 * 81) + (h * 9);
      y_p_3[9] = 0.0f;
    }
  } else {
    const int c_o_4 = (item - 36);
    for (int h_2 = 0; h_2 < 7; h_2++) {
      __global float *y_p_4 = y + (c_o_4 * 81) + (h_2 * 9);
      y_p_4[17] = 0.0f;
    }
  }
}

// conv2d1+relu61 at src/test/resources/devices/models.cnn:27:12
__kernel __attribute__((reqd_work_group_size(49, 1, 1)))
void identity_12x7x7_spread_part2(
    __global const uchar *restrict x_memory, const ulong x_at,
    __global uchar *restrict y_memory, const ulong y_at) {
  __global const float *x = (__global const float *)(x_memory + x_at);
  __global float *y = (__global float *)(y_memory + y_at);
  const int group = (int)get_group_id(0);
  const int item = (int)get_local_id(0);
  const int c = group;
  const int h_i = item / 7;
  const int w_i = item % 7;
  __global const float *x_p = x + ((c * 49) + (h_i * 7)) + w_i;
  const float x_v = x_p[0];
  __global float *y_p = y + ((c * 81) + (h_i * 9)) + w_i;
  y_p[10] = x_v;
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
      __global const float *x_p = x + ((((oc * 81) + (oh_i * 18)) + (kh * 9)) + (ow_i * 2)) + kw;
      const float x_v = x_p[0];
      __global const float *weight_p = weight + ((oc * 9) + (kh * 3)) + kw;
      const float weight_v = weight_p[0];
      acc = fma(x_v, weight_v, acc);
    }
  }
  __global float *y_p = y + ((oc * 16) + (oh_i * 4)) + ow_i;
  y_p[0] = cnnc_min(6.0f, cnnc_max(0.0f, acc));
}
