// Depthwise
#pragma OPENCL FP_CONTRACT OFF

float4 cnnc_max4(float4 a, float4 b) {
  return a > b ? a : b;
}

float4 cnnc_min4(float4 a, float4 b) {
  return a < b ? a : b;
}

// conv2d1+relu61 at src/test/resources/devices/models.cnn:27:12
__kernel __attribute__((reqd_work_group_size(1, 1, 1)))
void identity_12x7x7_by_channel_part1(
    __global uchar *restrict y_memory, const ulong y_at) {
  __global float *y = (__global float *)(y_memory + y_at);
  const int item = (int)get_global_id(0);
  if (item < 3) {
    const int c_o = item;
    for (int w = 0; w < 9; w++) {
      __global float *y_p = y + (c_o * 324) + (w * 4);
      vstore4((float4)(0.0f), 0, y_p);
    }
  } else if (item < 6) {
    const int c_o_2 = (item - 3);
    for (int w_2 = 0; w_2 < 9; w_2++) {
      __global float *y_p_2 = y + (c_o_2 * 324) + (w_2 * 4);
      vstore4((float4)(0.0f), 0, y_p_2 + 288);
    }
  } else if (item < 9) {
    const int c_o_3 = (item - 6);
    for (int h = 0; h < 7; h++) {
      __global float *y_p_3 = y + (c_o_3 * 324) + (h * 36);
      vstore4((float4)(0.0f), 0, y_p_3 + 36);
    }
  } else {
    const int c_o_4 = (item - 9);
    for (int h_2 = 0; h_2 < 7; h_2++) {
      __global float *y_p_4 = y + (c_o_4 * 324) + (h_2 * 36);
      vstore4((float4)(0.0f), 0, y_p_4 + 68);
    }
  }
}

// conv2d1+relu61 at src/test/resources/devices/models.cnn:27:12
__kernel __attribute__((reqd_work_group_size(49, 1, 1)))
void identity_12x7x7_by_channel_part2(
    __global const uchar *restrict x_memory, const ulong x_at,
    __global uchar *restrict y_memory, const ulong y_at) {
  __global const float *x = (__global const float *)(x_memory + x_at);
  __global float *y = (__global float *)(y_memory + y_at);
  const int group = (int)get_group_id(0);
  const int item = (int)get_local_id(0);
  const int c_o = group;
  const int h_i = item / 7;
  const int w_i = item % 7;
  __global const float *x_p = x + ((c_o * 196) + (h_i * 7)) + w_i;
  const float4 x_v = (float4)(x_p[0], x_p[49], x_p[98], x_p[147]);
  __global float *y_p = y + ((c_o * 324) + (h_i * 36)) + (w_i * 4);
  vstore4(x_v, 0, y_p + 40);
}

// conv2d1+relu61 at src/test/resources/devices/models.cnn:27:12
__kernel __attribute__((reqd_work_group_size(12, 1, 1)))
void conv2d_relu6_k3s2_12x4x4_depthwise_4(
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
  const int oc_o_i = item / 4;
  const int oh_i = item % 4;
  float4 acc, acc_2, acc_3, acc_4;
  __global const float *bias_p = bias + oc_o_i * 4;
  const float4 bias_v = vload4(0, bias_p);
  acc = bias_v;
  acc_2 = bias_v;
  acc_3 = bias_v;
  acc_4 = bias_v;
  for (int kh = 0; kh < 3; kh++) {
    __global const float *x_p = x + ((oc_o_i * 324) + (oh_i * 72)) + (kh * 36);
    const float4 x_v = vload4(0, x_p);
    __global const float *weight_p = weight + (oc_o_i * 36) + (kh * 12);
    const float4 weight_v = vload4(0, weight_p);
    acc = fma(x_v, weight_v, acc);
    const float4 x_v_2 = vload4(0, x_p + 8);
    acc_2 = fma(x_v_2, weight_v, acc_2);
    const float4 x_v_3 = vload4(0, x_p + 16);
    acc_3 = fma(x_v_3, weight_v, acc_3);
    const float4 x_v_4 = vload4(0, x_p + 24);
    acc_4 = fma(x_v_4, weight_v, acc_4);
    const float4 x_v_5 = vload4(0, x_p + 4);
    const float4 weight_v_2 = vload4(0, weight_p + 4);
    acc = fma(x_v_5, weight_v_2, acc);
    const float4 x_v_6 = vload4(0, x_p + 12);
    acc_2 = fma(x_v_6, weight_v_2, acc_2);
    const float4 x_v_7 = vload4(0, x_p + 20);
    acc_3 = fma(x_v_7, weight_v_2, acc_3);
    const float4 x_v_8 = vload4(0, x_p + 28);
    acc_4 = fma(x_v_8, weight_v_2, acc_4);
    const float4 weight_v_3 = vload4(0, weight_p + 8);
    acc = fma(x_v_2, weight_v_3, acc);
    acc_2 = fma(x_v_3, weight_v_3, acc_2);
    acc_3 = fma(x_v_4, weight_v_3, acc_3);
    const float4 x_v_9 = vload4(0, x_p + 32);
    acc_4 = fma(x_v_9, weight_v_3, acc_4);
  }
  __global float *y_p = y + (oc_o_i * 64) + (oh_i * 16);
  vstore4(cnnc_min4((float4)(6.0f), cnnc_max4((float4)(0.0f), acc)), 0, y_p);
  vstore4(cnnc_min4((float4)(6.0f), cnnc_max4((float4)(0.0f), acc_2)), 0, y_p + 4);
  vstore4(cnnc_min4((float4)(6.0f), cnnc_max4((float4)(0.0f), acc_3)), 0, y_p + 8);
  vstore4(cnnc_min4((float4)(6.0f), cnnc_max4((float4)(0.0f), acc_4)), 0, y_p + 12);
}

// conv2d1+relu61 at src/test/resources/devices/models.cnn:27:12
__kernel __attribute__((reqd_work_group_size(48, 1, 1)))
void identity_12x4x4_by_last_axis(
    __global const uchar *restrict x_memory, const ulong x_at,
    __global uchar *restrict y_memory, const ulong y_at) {
  __global const float *x = (__global const float *)(x_memory + x_at);
  __global float *y = (__global float *)(y_memory + y_at);
  const int group = (int)get_group_id(0);
  const int item = (int)get_local_id(0);
  const int c_i = item / 4;
  const int h_i = item % 4;
  const int i = c_i / 4;
  const int i_2 = c_i % 4;
  __global const float *x_p = x + ((i * 64) + (h_i * 16)) + i_2;
  const float4 x_v = (float4)(x_p[0], x_p[4], x_p[8], x_p[12]);
  __global float *y_p = y + (c_i * 16) + (h_i * 4);
  vstore4(x_v, 0, y_p);
}
