// Conv3x3
#pragma OPENCL FP_CONTRACT OFF

float4 cnnc_max4(float4 a, float4 b) {
  return a > b ? a : b;
}

// conv2d1+relu1 at src/test/resources/devices/models.cnn:8:12
__kernel __attribute__((reqd_work_group_size(1, 1, 1)))
void identity_4x6x7_by_channel_part1(
    __global uchar *restrict y_memory, const ulong y_at) {
  __global float *y = (__global float *)(y_memory + y_at);
  const int item = (int)get_global_id(0);
  if (item < 1) {
    for (int w = 0; w < 9; w++) {
      __global float *y_p = y + w * 4;
      vstore4((float4)(0.0f), 0, y_p);
    }
  } else if (item < 2) {
    for (int w_2 = 0; w_2 < 9; w_2++) {
      __global float *y_p_2 = y + w_2 * 4;
      vstore4((float4)(0.0f), 0, y_p_2 + 252);
    }
  } else if (item < 3) {
    for (int h = 0; h < 6; h++) {
      __global float *y_p_3 = y + h * 36;
      vstore4((float4)(0.0f), 0, y_p_3 + 36);
    }
  } else {
    for (int h_2 = 0; h_2 < 6; h_2++) {
      __global float *y_p_4 = y + h_2 * 36;
      vstore4((float4)(0.0f), 0, y_p_4 + 68);
    }
  }
}

// conv2d1+relu1 at src/test/resources/devices/models.cnn:8:12
__kernel __attribute__((reqd_work_group_size(42, 1, 1)))
void identity_4x6x7_by_channel_part2(
    __global const uchar *restrict x_memory, const ulong x_at,
    __global uchar *restrict y_memory, const ulong y_at) {
  __global const float *x = (__global const float *)(x_memory + x_at);
  __global float *y = (__global float *)(y_memory + y_at);
  const int group = (int)get_group_id(0);
  const int item = (int)get_local_id(0);
  const int h_i = item / 7;
  const int w_i = item % 7;
  __global const float *x_p = x + (h_i * 7) + w_i;
  const float4 x_v = (float4)(x_p[0], x_p[42], x_p[84], x_p[126]);
  __global float *y_p = y + (h_i * 36) + (w_i * 4);
  vstore4(x_v, 0, y_p + 40);
}

// conv2d1+relu1 at src/test/resources/devices/models.cnn:8:12
__kernel __attribute__((reqd_work_group_size(30, 1, 1)))
void conv2d_relu_k3s1_18x6x7_direct_7x1(
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
  const int oc_o_o_i = item / 6;
  const int oh_i = item % 6;
  float4 acc, acc_2, acc_3, acc_4, acc_5, acc_6, acc_7;
  __global const float *bias_p = bias + oc_o_o_i * 4;
  const float4 bias_v = vload4(0, bias_p);
  acc = bias_v;
  acc_2 = bias_v;
  acc_3 = bias_v;
  acc_4 = bias_v;
  acc_5 = bias_v;
  acc_6 = bias_v;
  acc_7 = bias_v;
  for (int ic = 0; ic < 4; ic++) {
    for (int kh = 0; kh < 3; kh++) {
      for (int kw = 0; kw < 3; kw++) {
        __global const float *x_p = x + (((oh_i * 36) + (kh * 36)) + (kw * 4)) + ic;
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
        const float x_v_7 = x_p[24];
        acc_7 = fma((float4)(x_v_7), weight_v, acc_7);
      }
    }
  }
  __global float *y_p = y + (oc_o_o_i * 168) + (oh_i * 28);
  vstore4(cnnc_max4((float4)(0.0f), acc), 0, y_p);
  vstore4(cnnc_max4((float4)(0.0f), acc_2), 0, y_p + 4);
  vstore4(cnnc_max4((float4)(0.0f), acc_3), 0, y_p + 8);
  vstore4(cnnc_max4((float4)(0.0f), acc_4), 0, y_p + 12);
  vstore4(cnnc_max4((float4)(0.0f), acc_5), 0, y_p + 16);
  vstore4(cnnc_max4((float4)(0.0f), acc_6), 0, y_p + 20);
  vstore4(cnnc_max4((float4)(0.0f), acc_7), 0, y_p + 24);
}

// conv2d1+relu1 at src/test/resources/devices/models.cnn:8:12
__kernel __attribute__((reqd_work_group_size(48, 1, 1)))
void identity_18x6x7_by_last_axis(
    __global const uchar *restrict x_memory, const ulong x_at,
    __global uchar *restrict y_memory, const ulong y_at) {
  __global const float *x = (__global const float *)(x_memory + x_at);
  __global float *y = (__global float *)(y_memory + y_at);
  const int group = (int)get_group_id(0);
  const int item = (int)get_local_id(0);
  if (group < 3) {
    const int c_o = group;
    const int c_i = item / 6;
    const int h_i = item % 6;
    if (((c_o * 8) + c_i) < 18) {
      const int i = c_i / 4;
      const int i_2 = c_i % 4;
      __global const float *x_p = x + (((c_o * 336) + (i * 168)) + (h_i * 28)) + i_2;
      const float4 x_v = (float4)(x_p[0], x_p[4], x_p[8], x_p[12]);
      __global float *y_p = y + ((c_o * 336) + (c_i * 42)) + (h_i * 7);
      vstore4(x_v, 0, y_p);
    }
  } else {
    const int c_o_2 = (group - 3);
    const int c_i_2 = item / 6;
    const int h_i_2 = item % 6;
    if (((c_o_2 * 8) + c_i_2) < 18) {
      const int i_3 = c_i_2 / 4;
      const int i_4 = c_i_2 % 4;
      __global const float *x_p_2 = x + (((c_o_2 * 336) + (i_3 * 168)) + (h_i_2 * 28)) + i_4;
      const float2 x_v_2 = (float2)(x_p_2[16], x_p_2[20]);
      __global float *y_p_2 = y + ((c_o_2 * 336) + (c_i_2 * 42)) + (h_i_2 * 7);
      vstore2(x_v_2, 0, y_p_2 + 4);
    }
    if (((c_o_2 * 8) + c_i_2) < 18) {
      const int i_5 = c_i_2 / 4;
      const int i_6 = c_i_2 % 4;
      __global const float *x_p_3 = x + (((c_o_2 * 336) + (i_5 * 168)) + (h_i_2 * 28)) + i_6;
      const float x_v_3 = x_p_3[24];
      __global float *y_p_3 = y + ((c_o_2 * 336) + (c_i_2 * 42)) + (h_i_2 * 7);
      y_p_3[6] = x_v_3;
    }
  }
}
