// tiled_conv
#pragma OPENCL FP_CONTRACT OFF

float8 cnnc_max8(float8 a, float8 b) {
  return a > b ? a : b;
}

// layer1.conv at net.cnn:7:3
__kernel __attribute__((reqd_work_group_size(1, 1, 1)))
void tiled_conv(
    __global const uchar *restrict x_memory, const ulong x_at,
    __global const uchar *restrict weight_memory, const ulong weight_at,
    __global const uchar *restrict bias_memory, const ulong bias_at,
    __global uchar *restrict y_memory, const ulong y_at) {
  __global const float *x = (__global const float *)(x_memory + x_at);
  __global const float *weight = (__global const float *)(weight_memory + weight_at);
  __global const float *bias = (__global const float *)(bias_memory + bias_at);
  __global float *y = (__global float *)(y_memory + y_at);
  const int item = (int)get_global_id(0);
  if (item < 1) {
    for (int w = 0; w < 6; w++) {
      __global float *y_p = y + w * 8;
      vstore8((float8)(0.0f), 0, y_p);
    }
  } else if (item < 2) {
    for (int w_2 = 0; w_2 < 6; w_2++) {
      __global float *y_p_2 = y + w_2 * 8;
      vstore8((float8)(0.0f), 0, y_p_2 + 336);
    }
  } else {
    const int oh = (item - 2);
    for (int ow_o = 0; ow_o < 3; ow_o++) {
      float8 acc, acc_2;
      const float8 bias_v = vload8(0, bias);
      acc = bias_v;
      acc_2 = bias_v;
      for (int kh = 0; kh < 3; kh++) {
        for (int kw = 0; kw < 3; kw++) {
          for (int ic = 0; ic < 4; ic++) {
            __global const float *x_p = x + ((((oh * 32) + (kh * 32)) + (ow_o * 8)) + (kw * 4)) + ic;
            const float x_v = x_p[0];
            __global const float *weight_p = weight + ((kh * 96) + (kw * 32)) + (ic * 8);
            const float8 weight_v = vload8(0, weight_p);
            acc = fma((float8)(x_v), weight_v, acc);
            const float x_v_2 = x_p[4];
            acc_2 = fma((float8)(x_v_2), weight_v, acc_2);
          }
        }
      }
      __global float *y_p_3 = y + (oh * 48) + (ow_o * 16);
      vstore8(cnnc_max8(acc, (float8)(0.0f)), 0, y_p_3 + 48);
      vstore8(cnnc_max8(acc_2, (float8)(0.0f)), 0, y_p_3 + 56);
    }
  }
}
