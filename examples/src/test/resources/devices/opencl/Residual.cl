// Residual
#pragma OPENCL FP_CONTRACT OFF

float16 cnnc_max16(float16 a, float16 b) {
  return a > b ? a : b;
}

// conv2d1+conv2d2+add1+relu1 at src/test/resources/devices/models.cnn:20:12
__kernel __attribute__((reqd_work_group_size(1, 1, 1)))
void conv2d_k1s1_16x5x5_direct_5x1_and_2_more(
    __global const uchar *restrict x_memory, const ulong x_at,
    __global const uchar *restrict weight_memory, const ulong weight_at,
    __global const uchar *restrict bias_memory, const ulong bias_at,
    __global uchar *restrict y_memory, const ulong y_at,
    __global const uchar *restrict weight_2_memory, const ulong weight_2_at,
    __global const uchar *restrict bias_2_memory, const ulong bias_2_at,
    __global uchar *restrict y_2_memory, const ulong y_2_at,
    __global uchar *restrict y_3_memory, const ulong y_3_at) {
  __global const float *x = (__global const float *)(x_memory + x_at);
  __global const float *weight = (__global const float *)(weight_memory + weight_at);
  __global const float *bias = (__global const float *)(bias_memory + bias_at);
  __global float *y = (__global float *)(y_memory + y_at);
  __global const float *weight_2 = (__global const float *)(weight_2_memory + weight_2_at);
  __global const float *bias_2 = (__global const float *)(bias_2_memory + bias_2_at);
  __global float *y_2 = (__global float *)(y_2_memory + y_2_at);
  __global float *y_3 = (__global float *)(y_3_memory + y_3_at);
  const int item = (int)get_global_id(0);
  for (int rows = 0; rows < 5; rows++) {
    float16 acc, acc_2, acc_3, acc_4, acc_5;
    const float16 bias_v = vload16(0, bias);
    acc = bias_v;
    acc_2 = bias_v;
    acc_3 = bias_v;
    acc_4 = bias_v;
    acc_5 = bias_v;
    for (int ic = 0; ic < 8; ic++) {
      __global const float *x_p = x + (ic * 25) + (rows * 5);
      const float x_v = x_p[0];
      __global const float *weight_p = weight + ic * 16;
      const float16 weight_v = vload16(0, weight_p);
      acc = fma((float16)(x_v), weight_v, acc);
      const float x_v_2 = x_p[1];
      acc_2 = fma((float16)(x_v_2), weight_v, acc_2);
      const float x_v_3 = x_p[2];
      acc_3 = fma((float16)(x_v_3), weight_v, acc_3);
      const float x_v_4 = x_p[3];
      acc_4 = fma((float16)(x_v_4), weight_v, acc_4);
      const float x_v_5 = x_p[4];
      acc_5 = fma((float16)(x_v_5), weight_v, acc_5);
    }
    __global float *y_p = y + rows * 80;
    vstore16(acc, 0, y_p);
    vstore16(acc_2, 0, y_p + 16);
    vstore16(acc_3, 0, y_p + 32);
    vstore16(acc_4, 0, y_p + 48);
    vstore16(acc_5, 0, y_p + 64);
  }
  for (int rows_2 = 0; rows_2 < 5; rows_2++) {
    float16 acc_6, acc_7, acc_8, acc_9, acc_10;
    const float16 bias_2_v = vload16(0, bias_2);
    acc_6 = bias_2_v;
    acc_7 = bias_2_v;
    acc_8 = bias_2_v;
    acc_9 = bias_2_v;
    acc_10 = bias_2_v;
    for (int ic_2 = 0; ic_2 < 16; ic_2++) {
      __global float *y_p_2 = y + (rows_2 * 80) + ic_2;
      const float y_v = y_p_2[0];
      __global const float *weight_2_p = weight_2 + ic_2 * 16;
      const float16 weight_2_v = vload16(0, weight_2_p);
      acc_6 = fma((float16)(y_v), weight_2_v, acc_6);
      const float y_v_2 = y_p_2[16];
      acc_7 = fma((float16)(y_v_2), weight_2_v, acc_7);
      const float y_v_3 = y_p_2[32];
      acc_8 = fma((float16)(y_v_3), weight_2_v, acc_8);
      const float y_v_4 = y_p_2[48];
      acc_9 = fma((float16)(y_v_4), weight_2_v, acc_9);
      const float y_v_5 = y_p_2[64];
      acc_10 = fma((float16)(y_v_5), weight_2_v, acc_10);
    }
    __global float *y_p_3 = y + rows_2 * 80;
    const float16 y_v_6 = vload16(0, y_p_3);
    __global float *y_2_p = y_2 + rows_2 * 80;
    vstore16(cnnc_max16((float16)(0.0f), acc_6 + y_v_6), 0, y_2_p);
    const float16 y_v_7 = vload16(0, y_p_3 + 16);
    vstore16(cnnc_max16((float16)(0.0f), acc_7 + y_v_7), 0, y_2_p + 16);
    const float16 y_v_8 = vload16(0, y_p_3 + 32);
    vstore16(cnnc_max16((float16)(0.0f), acc_8 + y_v_8), 0, y_2_p + 32);
    const float16 y_v_9 = vload16(0, y_p_3 + 48);
    vstore16(cnnc_max16((float16)(0.0f), acc_9 + y_v_9), 0, y_2_p + 48);
    const float16 y_v_10 = vload16(0, y_p_3 + 64);
    vstore16(cnnc_max16((float16)(0.0f), acc_10 + y_v_10), 0, y_2_p + 64);
  }
  for (int c = 0; c < 16; c++) {
    for (int h = 0; h < 5; h++) {
      __global float *y_2_p_2 = y_2 + (h * 80) + c;
      const float4 y_2_v = (float4)(y_2_p_2[0], y_2_p_2[16], y_2_p_2[32], y_2_p_2[48]);
      __global float *y_3_p = y_3 + (c * 25) + (h * 5);
      vstore4(y_2_v, 0, y_3_p);
      const float y_2_v_2 = y_2_p_2[64];
      y_3_p[4] = y_2_v_2;
    }
  }
}
