// Grouped
#pragma OPENCL FP_CONTRACT OFF

// conv2d1 at src/test/resources/devices/models.cnn:33:12
__kernel __attribute__((reqd_work_group_size(1, 1, 1)))
void identity_8x5x6_by_channel_part1(
    __global uchar *restrict y_memory, const ulong y_at) {
  __global float *y = (__global float *)(y_memory + y_at);
  const int item = (int)get_global_id(0);
  if (item < 2) {
    const int c_o = item;
    for (int w = 0; w < 8; w++) {
      __global float *y_p = y + (c_o * 224) + (w * 4);
      vstore4((float4)(0.0f), 0, y_p);
    }
  } else if (item < 4) {
    const int c_o_2 = (item - 2);
    for (int w_2 = 0; w_2 < 8; w_2++) {
      __global float *y_p_2 = y + (c_o_2 * 224) + (w_2 * 4);
      vstore4((float4)(0.0f), 0, y_p_2 + 192);
    }
  } else if (item < 6) {
    const int c_o_3 = (item - 4);
    for (int h = 0; h < 5; h++) {
      __global float *y_p_3 = y + (c_o_3 * 224) + (h * 32);
      vstore4((float4)(0.0f), 0, y_p_3 + 32);
    }
  } else {
    const int c_o_4 = (item - 6);
    for (int h_2 = 0; h_2 < 5; h_2++) {
      __global float *y_p_4 = y + (c_o_4 * 224) + (h_2 * 32);
      vstore4((float4)(0.0f), 0, y_p_4 + 60);
    }
  }
}

// conv2d1 at src/test/resources/devices/models.cnn:33:12
__kernel __attribute__((reqd_work_group_size(30, 1, 1)))
void identity_8x5x6_by_channel_part2(
    __global const uchar *restrict x_memory, const ulong x_at,
    __global uchar *restrict y_memory, const ulong y_at) {
  __global const float *x = (__global const float *)(x_memory + x_at);
  __global float *y = (__global float *)(y_memory + y_at);
  const int group = (int)get_group_id(0);
  const int item = (int)get_local_id(0);
  const int c_o = group;
  const int h_i = item / 6;
  const int w_i = item % 6;
  __global const float *x_p = x + ((c_o * 120) + (h_i * 6)) + w_i;
  const float4 x_v = (float4)(x_p[0], x_p[30], x_p[60], x_p[90]);
  __global float *y_p = y + ((c_o * 224) + (h_i * 32)) + (w_i * 4);
  vstore4(x_v, 0, y_p + 36);
}

// conv2d1 at src/test/resources/devices/models.cnn:33:12
__kernel __attribute__((reqd_work_group_size(10, 1, 1)))
void conv2d_k3s1_8x5x6_direct_6x1(
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
  const int oc_o_o_i = item / 5;
  const int oh_i = item % 5;
  float4 acc, acc_2, acc_3, acc_4, acc_5, acc_6;
  __global const float *bias_p = bias + oc_o_o_i * 4;
  const float4 bias_v = vload4(0, bias_p);
  acc = bias_v;
  acc_2 = bias_v;
  acc_3 = bias_v;
  acc_4 = bias_v;
  acc_5 = bias_v;
  acc_6 = bias_v;
  for (int ic = 0; ic < 4; ic++) {
    for (int kh = 0; kh < 3; kh++) {
      for (int kw = 0; kw < 3; kw++) {
        __global const float *x_p = x + ((((oc_o_o_i * 224) + (oh_i * 32)) + (kh * 32)) + (kw * 4)) + ic;
        const float x_v = x_p[0];
        __global const float *weight_p = weight + (((oc_o_o_i * 144) + (ic * 36)) + (kh * 12)) + (kw * 4);
        const float4 weight_v = vload4(0, weight_p);
        acc = fma((float4)(x_v), weight_v, acc);
        const float x_v_2 = x_p[4];
        acc_2 = fma((float4)(x_v_2), weight_v, acc_2);
        const float x_v_3 = x_p[8];
        acc_3 = fma((float4)(x_v_3), weight_v, acc_3);
        const float x_v_4 = x_p[12];
        acc_4 = fma((float4)(x_v_4), weight_v, acc_4);
        const float x_v_5 = x_p[16];
        acc_5 = fma((float4)(x_v_5), weight_v, acc_5);
        const float x_v_6 = x_p[20];
        acc_6 = fma((float4)(x_v_6), weight_v, acc_6);
      }
    }
  }
  __global float *y_p = y + (oc_o_o_i * 120) + (oh_i * 24);
  vstore4(acc, 0, y_p);
  vstore4(acc_2, 0, y_p + 4);
  vstore4(acc_3, 0, y_p + 8);
  vstore4(acc_4, 0, y_p + 12);
  vstore4(acc_5, 0, y_p + 16);
  vstore4(acc_6, 0, y_p + 20);
}

// conv2d1 at src/test/resources/devices/models.cnn:33:12
__kernel __attribute__((reqd_work_group_size(40, 1, 1)))
void identity_8x5x6_by_last_axis(
    __global const uchar *restrict x_memory, const ulong x_at,
    __global uchar *restrict y_memory, const ulong y_at) {
  __global const float *x = (__global const float *)(x_memory + x_at);
  __global float *y = (__global float *)(y_memory + y_at);
  const int group = (int)get_group_id(0);
  const int item = (int)get_local_id(0);
  if (group < 1) {
    const int c_i = item / 5;
    const int h_i = item % 5;
    const int i = c_i / 4;
    const int i_2 = c_i % 4;
    __global const float *x_p = x + ((i * 120) + (h_i * 24)) + i_2;
    const float4 x_v = (float4)(x_p[0], x_p[4], x_p[8], x_p[12]);
    __global float *y_p = y + (c_i * 30) + (h_i * 6);
    vstore4(x_v, 0, y_p);
  } else {
    const int c_i_2 = item / 5;
    const int h_i_2 = item % 5;
    const int i_3 = c_i_2 / 4;
    const int i_4 = c_i_2 % 4;
    __global const float *x_p_2 = x + ((i_3 * 120) + (h_i_2 * 24)) + i_4;
    const float2 x_v_2 = (float2)(x_p_2[16], x_p_2[20]);
    __global float *y_p_2 = y + (c_i_2 * 30) + (h_i_2 * 6);
    vstore2(x_v_2, 0, y_p_2 + 4);
  }
}
