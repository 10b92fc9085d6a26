// Residual
#pragma OPENCL FP_CONTRACT OFF

float4 cnnc_max4(float4 a, float4 b) {
  return a > b ? a : b;
}

// conv2d1 at src/test/resources/devices/models.cnn:20:12
__kernel __attribute__((reqd_work_group_size(10, 1, 1)))
void conv2d_k1s1_16x5x5_direct_5x2(
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
  float4 acc, acc_2, acc_3, acc_4, acc_5, acc_6, acc_7, acc_8, acc_9, acc_10;
  __global const float *bias_p = bias + oc_o_o_i * 8;
  const float4 bias_v = vload4(0, bias_p);
  acc = bias_v;
  const float4 bias_v_2 = vload4(0, bias_p + 4);
  acc_2 = bias_v_2;
  acc_3 = bias_v;
  acc_4 = bias_v_2;
  acc_5 = bias_v;
  acc_6 = bias_v_2;
  acc_7 = bias_v;
  acc_8 = bias_v_2;
  acc_9 = bias_v;
  acc_10 = bias_v_2;
  for (int ic = 0; ic < 8; ic++) {
    __global const float *x_p = x + (ic * 25) + (oh_i * 5);
    const float x_v = x_p[0];
    __global const float *weight_p = weight + (oc_o_o_i * 64) + (ic * 8);
    const float4 weight_v = vload4(0, weight_p);
    acc = fma((float4)(x_v), weight_v, acc);
    const float4 weight_v_2 = vload4(0, weight_p + 4);
    acc_2 = fma((float4)(x_v), weight_v_2, acc_2);
    const float x_v_2 = x_p[1];
    acc_3 = fma((float4)(x_v_2), weight_v, acc_3);
    acc_4 = fma((float4)(x_v_2), weight_v_2, acc_4);
    const float x_v_3 = x_p[2];
    acc_5 = fma((float4)(x_v_3), weight_v, acc_5);
    acc_6 = fma((float4)(x_v_3), weight_v_2, acc_6);
    const float x_v_4 = x_p[3];
    acc_7 = fma((float4)(x_v_4), weight_v, acc_7);
    acc_8 = fma((float4)(x_v_4), weight_v_2, acc_8);
    const float x_v_5 = x_p[4];
    acc_9 = fma((float4)(x_v_5), weight_v, acc_9);
    acc_10 = fma((float4)(x_v_5), weight_v_2, acc_10);
  }
  __global float *y_p = y + (oc_o_o_i * 200) + (oh_i * 20);
  vstore4(acc, 0, y_p);
  vstore4(acc_2, 0, y_p + 100);
  vstore4(acc_3, 0, y_p + 4);
  vstore4(acc_4, 0, y_p + 104);
  vstore4(acc_5, 0, y_p + 8);
  vstore4(acc_6, 0, y_p + 108);
  vstore4(acc_7, 0, y_p + 12);
  vstore4(acc_8, 0, y_p + 112);
  vstore4(acc_9, 0, y_p + 16);
  vstore4(acc_10, 0, y_p + 116);
}

// conv2d2+add1+relu1 at src/test/resources/devices/models.cnn:21:13
__kernel __attribute__((reqd_work_group_size(10, 1, 1)))
void conv2d_add_relu_k1s1_16x5x5_direct_5x2(
    __global const uchar *restrict x_memory, const ulong x_at,
    __global const uchar *restrict weight_memory, const ulong weight_at,
    __global const uchar *restrict bias_memory, const ulong bias_at,
    __global const uchar *restrict e0_memory, const ulong e0_at,
    __global uchar *restrict y_memory, const ulong y_at) {
  __global const float *x = (__global const float *)(x_memory + x_at);
  __global const float *weight = (__global const float *)(weight_memory + weight_at);
  __global const float *bias = (__global const float *)(bias_memory + bias_at);
  __global const float *e0 = (__global const float *)(e0_memory + e0_at);
  __global float *y = (__global float *)(y_memory + y_at);
  const int group = (int)get_group_id(0);
  const int item = (int)get_local_id(0);
  const int oc_o_o_i = item / 5;
  const int oh_i = item % 5;
  float4 acc, acc_2, acc_3, acc_4, acc_5, acc_6, acc_7, acc_8, acc_9, acc_10;
  __global const float *bias_p = bias + oc_o_o_i * 8;
  const float4 bias_v = vload4(0, bias_p);
  acc = bias_v;
  const float4 bias_v_2 = vload4(0, bias_p + 4);
  acc_2 = bias_v_2;
  acc_3 = bias_v;
  acc_4 = bias_v_2;
  acc_5 = bias_v;
  acc_6 = bias_v_2;
  acc_7 = bias_v;
  acc_8 = bias_v_2;
  acc_9 = bias_v;
  acc_10 = bias_v_2;
  for (int ic_o = 0; ic_o < 4; ic_o++) {
    __global const float *x_p = x + (ic_o * 100) + (oh_i * 20);
    const float x_v = x_p[0];
    __global const float *weight_p = weight + (oc_o_o_i * 128) + (ic_o * 32);
    const float4 weight_v = vload4(0, weight_p);
    acc = fma((float4)(x_v), weight_v, acc);
    const float4 weight_v_2 = vload4(0, weight_p + 4);
    acc_2 = fma((float4)(x_v), weight_v_2, acc_2);
    const float x_v_2 = x_p[4];
    acc_3 = fma((float4)(x_v_2), weight_v, acc_3);
    acc_4 = fma((float4)(x_v_2), weight_v_2, acc_4);
    const float x_v_3 = x_p[8];
    acc_5 = fma((float4)(x_v_3), weight_v, acc_5);
    acc_6 = fma((float4)(x_v_3), weight_v_2, acc_6);
    const float x_v_4 = x_p[12];
    acc_7 = fma((float4)(x_v_4), weight_v, acc_7);
    acc_8 = fma((float4)(x_v_4), weight_v_2, acc_8);
    const float x_v_5 = x_p[16];
    acc_9 = fma((float4)(x_v_5), weight_v, acc_9);
    acc_10 = fma((float4)(x_v_5), weight_v_2, acc_10);
    const float x_v_6 = x_p[1];
    const float4 weight_v_3 = vload4(0, weight_p + 8);
    acc = fma((float4)(x_v_6), weight_v_3, acc);
    const float4 weight_v_4 = vload4(0, weight_p + 12);
    acc_2 = fma((float4)(x_v_6), weight_v_4, acc_2);
    const float x_v_7 = x_p[5];
    acc_3 = fma((float4)(x_v_7), weight_v_3, acc_3);
    acc_4 = fma((float4)(x_v_7), weight_v_4, acc_4);
    const float x_v_8 = x_p[9];
    acc_5 = fma((float4)(x_v_8), weight_v_3, acc_5);
    acc_6 = fma((float4)(x_v_8), weight_v_4, acc_6);
    const float x_v_9 = x_p[13];
    acc_7 = fma((float4)(x_v_9), weight_v_3, acc_7);
    acc_8 = fma((float4)(x_v_9), weight_v_4, acc_8);
    const float x_v_10 = x_p[17];
    acc_9 = fma((float4)(x_v_10), weight_v_3, acc_9);
    acc_10 = fma((float4)(x_v_10), weight_v_4, acc_10);
    const float x_v_11 = x_p[2];
    const float4 weight_v_5 = vload4(0, weight_p + 16);
    acc = fma((float4)(x_v_11), weight_v_5, acc);
    const float4 weight_v_6 = vload4(0, weight_p + 20);
    acc_2 = fma((float4)(x_v_11), weight_v_6, acc_2);
    const float x_v_12 = x_p[6];
    acc_3 = fma((float4)(x_v_12), weight_v_5, acc_3);
    acc_4 = fma((float4)(x_v_12), weight_v_6, acc_4);
    const float x_v_13 = x_p[10];
    acc_5 = fma((float4)(x_v_13), weight_v_5, acc_5);
    acc_6 = fma((float4)(x_v_13), weight_v_6, acc_6);
    const float x_v_14 = x_p[14];
    acc_7 = fma((float4)(x_v_14), weight_v_5, acc_7);
    acc_8 = fma((float4)(x_v_14), weight_v_6, acc_8);
    const float x_v_15 = x_p[18];
    acc_9 = fma((float4)(x_v_15), weight_v_5, acc_9);
    acc_10 = fma((float4)(x_v_15), weight_v_6, acc_10);
    const float x_v_16 = x_p[3];
    const float4 weight_v_7 = vload4(0, weight_p + 24);
    acc = fma((float4)(x_v_16), weight_v_7, acc);
    const float4 weight_v_8 = vload4(0, weight_p + 28);
    acc_2 = fma((float4)(x_v_16), weight_v_8, acc_2);
    const float x_v_17 = x_p[7];
    acc_3 = fma((float4)(x_v_17), weight_v_7, acc_3);
    acc_4 = fma((float4)(x_v_17), weight_v_8, acc_4);
    const float x_v_18 = x_p[11];
    acc_5 = fma((float4)(x_v_18), weight_v_7, acc_5);
    acc_6 = fma((float4)(x_v_18), weight_v_8, acc_6);
    const float x_v_19 = x_p[15];
    acc_7 = fma((float4)(x_v_19), weight_v_7, acc_7);
    acc_8 = fma((float4)(x_v_19), weight_v_8, acc_8);
    const float x_v_20 = x_p[19];
    acc_9 = fma((float4)(x_v_20), weight_v_7, acc_9);
    acc_10 = fma((float4)(x_v_20), weight_v_8, acc_10);
  }
  __global const float *e0_p = e0 + (oc_o_o_i * 200) + (oh_i * 20);
  const float4 e0_v = vload4(0, e0_p);
  __global float *y_p = y + (oc_o_o_i * 200) + (oh_i * 20);
  vstore4(cnnc_max4((float4)(0.0f), acc + e0_v), 0, y_p);
  const float4 e0_v_2 = vload4(0, e0_p + 100);
  vstore4(cnnc_max4((float4)(0.0f), acc_2 + e0_v_2), 0, y_p + 100);
  const float4 e0_v_3 = vload4(0, e0_p + 4);
  vstore4(cnnc_max4((float4)(0.0f), acc_3 + e0_v_3), 0, y_p + 4);
  const float4 e0_v_4 = vload4(0, e0_p + 104);
  vstore4(cnnc_max4((float4)(0.0f), acc_4 + e0_v_4), 0, y_p + 104);
  const float4 e0_v_5 = vload4(0, e0_p + 8);
  vstore4(cnnc_max4((float4)(0.0f), acc_5 + e0_v_5), 0, y_p + 8);
  const float4 e0_v_6 = vload4(0, e0_p + 108);
  vstore4(cnnc_max4((float4)(0.0f), acc_6 + e0_v_6), 0, y_p + 108);
  const float4 e0_v_7 = vload4(0, e0_p + 12);
  vstore4(cnnc_max4((float4)(0.0f), acc_7 + e0_v_7), 0, y_p + 12);
  const float4 e0_v_8 = vload4(0, e0_p + 112);
  vstore4(cnnc_max4((float4)(0.0f), acc_8 + e0_v_8), 0, y_p + 112);
  const float4 e0_v_9 = vload4(0, e0_p + 16);
  vstore4(cnnc_max4((float4)(0.0f), acc_9 + e0_v_9), 0, y_p + 16);
  const float4 e0_v_10 = vload4(0, e0_p + 116);
  vstore4(cnnc_max4((float4)(0.0f), acc_10 + e0_v_10), 0, y_p + 116);
}

// conv2d2+add1+relu1 at src/test/resources/devices/models.cnn:21:13
__kernel __attribute__((reqd_work_group_size(16, 1, 1)))
void identity_16x5x5_by_last_axis(
    __global const uchar *restrict x_memory, const ulong x_at,
    __global uchar *restrict y_memory, const ulong y_at) {
  __global const float *x = (__global const float *)(x_memory + x_at);
  __global float *y = (__global float *)(y_memory + y_at);
  const int group = (int)get_group_id(0);
  const int item = (int)get_local_id(0);
  if (group < 5) {
    const int h_o = group;
    const int c_i = item;
    const int i = c_i / 4;
    const int i_2 = c_i % 4;
    __global const float *x_p = x + ((i * 100) + (h_o * 20)) + i_2;
    const float4 x_v = (float4)(x_p[0], x_p[4], x_p[8], x_p[12]);
    __global float *y_p = y + (c_i * 25) + (h_o * 5);
    vstore4(x_v, 0, y_p);
  } else {
    const int h_o_2 = (group - 5);
    const int c_i_2 = item;
    const int i_3 = c_i_2 / 4;
    const int i_4 = c_i_2 % 4;
    __global const float *x_p_2 = x + ((i_3 * 100) + (h_o_2 * 20)) + i_4;
    const float x_v_2 = x_p_2[16];
    __global float *y_p_2 = y + (c_i_2 * 25) + (h_o_2 * 5);
    y_p_2[4] = x_v_2;
  }
}
