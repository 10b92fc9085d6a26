// Stem
#pragma OPENCL FP_CONTRACT OFF

// Cody and Waite's reduction, exp(x) = 2^n exp(r) with |r| <= ln(2)/2, and the polynomial of Cephes' expf. The scale is
// applied in two halves, so that results below the smallest normal number are rounded once.
float4 cnnc_exp4(float4 x) {
  float4 c = x < -104.0f ? (float4)(-104.0f) : x;
  c = 89.0f < c ? (float4)(89.0f) : c;
  float4 shifted = fma(c, (float4)(1.4426950408889634f), (float4)(0x1.8p23f));
  float4 n = shifted - 0x1.8p23f;
  float4 r = fma(n, (float4)(-0.693359375f), c);
  r = fma(n, (float4)(2.12194440e-4f), r);
  float4 p = (float4)(1.9875691500e-4f);
  p = fma(p, r, (float4)(1.3981999507e-3f));
  p = fma(p, r, (float4)(8.3334519073e-3f));
  p = fma(p, r, (float4)(4.1665795894e-2f));
  p = fma(p, r, (float4)(1.6666665459e-1f));
  p = fma(p, r, (float4)(5.0000001201e-1f));
  float4 y = fma(r * r, p, r) + 1.0f;
  int4 exponent = as_int4(shifted) - as_int(0x1.8p23f);
  int4 half_of_it = exponent >> 1;
  int4 rest = exponent - half_of_it;
  return y * as_float4((half_of_it + 127) << 23) * as_float4((rest + 127) << 23);
}

// conv2d1+sigmoid1 at src/test/resources/devices/models.cnn:14:12
__kernel __attribute__((reqd_work_group_size(1, 1, 1)))
void identity_3x11x11_by_channel_part1(
    __global uchar *restrict y_memory, const ulong y_at) {
  __global float *y = (__global float *)(y_memory + y_at);
  const int item = (int)get_global_id(0);
  if (item < 1) {
    for (int h = 0; h < 2; h++) {
      for (int w = 0; w < 15; w++) {
        __global float *y_p = y + (h * 60) + (w * 4);
        vstore4((float4)(0.0f), 0, y_p);
      }
    }
  } else if (item < 2) {
    for (int h_2 = 0; h_2 < 2; h_2++) {
      for (int w_2 = 0; w_2 < 15; w_2++) {
        __global float *y_p_2 = y + (h_2 * 60) + (w_2 * 4);
        vstore4((float4)(0.0f), 0, y_p_2 + 780);
      }
    }
  } else if (item < 3) {
    for (int h_3 = 0; h_3 < 11; h_3++) {
      for (int w_3 = 0; w_3 < 2; w_3++) {
        __global float *y_p_3 = y + (h_3 * 60) + (w_3 * 4);
        vstore4((float4)(0.0f), 0, y_p_3 + 120);
      }
    }
  } else {
    for (int h_4 = 0; h_4 < 11; h_4++) {
      for (int w_4 = 0; w_4 < 2; w_4++) {
        __global float *y_p_4 = y + (h_4 * 60) + (w_4 * 4);
        vstore4((float4)(0.0f), 0, y_p_4 + 172);
      }
    }
  }
}

// conv2d1+sigmoid1 at src/test/resources/devices/models.cnn:14:12
__kernel __attribute__((reqd_work_group_size(44, 1, 1)))
void identity_3x11x11_by_channel_part2(
    __global const uchar *restrict x_memory, const ulong x_at,
    __global uchar *restrict y_memory, const ulong y_at) {
  __global const float *x = (__global const float *)(x_memory + x_at);
  __global float *y = (__global float *)(y_memory + y_at);
  const int group = (int)get_group_id(0);
  const int item = (int)get_local_id(0);
  const int h_o = group;
  const int h_i = item / 11;
  const int w_i = item % 11;
  if (((h_o * 4) + h_i) < 11) {
    __global const float *x_p = x + ((h_o * 44) + (h_i * 11)) + w_i;
    const float2 x_v = (float2)(x_p[0], x_p[121]);
    __global float *y_p = y + ((h_o * 240) + (h_i * 60)) + (w_i * 4);
    vstore2(x_v, 0, y_p + 128);
  }
  if (((h_o * 4) + h_i) < 11) {
    __global const float *x_p_2 = x + ((h_o * 44) + (h_i * 11)) + w_i;
    const float x_v_2 = x_p_2[242];
    __global float *y_p_2 = y + ((h_o * 240) + (h_i * 60)) + (w_i * 4);
    y_p_2[130] = x_v_2;
  }
}

// conv2d1+sigmoid1 at src/test/resources/devices/models.cnn:14:12
__kernel __attribute__((reqd_work_group_size(6, 1, 1)))
void conv2d_sigmoid_k5s2_5x6x6_direct_6x2(
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
  const int oh_i = item;
  float4 acc, acc_2, acc_3, acc_4, acc_5, acc_6, acc_7, acc_8, acc_9, acc_10, acc_11, acc_12;
  const float4 bias_v = vload4(0, bias);
  acc = bias_v;
  const float4 bias_v_2 = vload4(0, bias + 4);
  acc_2 = bias_v_2;
  acc_3 = bias_v;
  acc_4 = bias_v_2;
  acc_5 = bias_v;
  acc_6 = bias_v_2;
  acc_7 = bias_v;
  acc_8 = bias_v_2;
  acc_9 = bias_v;
  acc_10 = bias_v_2;
  acc_11 = bias_v;
  acc_12 = bias_v_2;
  for (int ic = 0; ic < 3; ic++) {
    for (int kh = 0; kh < 5; kh++) {
      for (int kw = 0; kw < 5; kw++) {
        __global const float *x_p = x + (((oh_i * 120) + (kh * 60)) + (kw * 4)) + ic;
        const float x_v = x_p[0];
        __global const float *weight_p = weight + ((ic * 200) + (kh * 40)) + (kw * 8);
        const float4 weight_v = vload4(0, weight_p);
        acc = fma((float4)(x_v), weight_v, acc);
        const float4 weight_v_2 = vload4(0, weight_p + 4);
        acc_2 = fma((float4)(x_v), weight_v_2, acc_2);
        const float x_v_2 = x_p[8];
        acc_3 = fma((float4)(x_v_2), weight_v, acc_3);
        acc_4 = fma((float4)(x_v_2), weight_v_2, acc_4);
        const float x_v_3 = x_p[16];
        acc_5 = fma((float4)(x_v_3), weight_v, acc_5);
        acc_6 = fma((float4)(x_v_3), weight_v_2, acc_6);
        const float x_v_4 = x_p[24];
        acc_7 = fma((float4)(x_v_4), weight_v, acc_7);
        acc_8 = fma((float4)(x_v_4), weight_v_2, acc_8);
        const float x_v_5 = x_p[32];
        acc_9 = fma((float4)(x_v_5), weight_v, acc_9);
        acc_10 = fma((float4)(x_v_5), weight_v_2, acc_10);
        const float x_v_6 = x_p[40];
        acc_11 = fma((float4)(x_v_6), weight_v, acc_11);
        acc_12 = fma((float4)(x_v_6), weight_v_2, acc_12);
      }
    }
  }
  __global float *y_p = y + oh_i * 24;
  vstore4((float4)(1.0f) / ((float4)(1.0f) + cnnc_exp4(-acc)), 0, y_p);
  vstore4((float4)(1.0f) / ((float4)(1.0f) + cnnc_exp4(-acc_2)), 0, y_p + 144);
  vstore4((float4)(1.0f) / ((float4)(1.0f) + cnnc_exp4(-acc_3)), 0, y_p + 4);
  vstore4((float4)(1.0f) / ((float4)(1.0f) + cnnc_exp4(-acc_4)), 0, y_p + 148);
  vstore4((float4)(1.0f) / ((float4)(1.0f) + cnnc_exp4(-acc_5)), 0, y_p + 8);
  vstore4((float4)(1.0f) / ((float4)(1.0f) + cnnc_exp4(-acc_6)), 0, y_p + 152);
  vstore4((float4)(1.0f) / ((float4)(1.0f) + cnnc_exp4(-acc_7)), 0, y_p + 12);
  vstore4((float4)(1.0f) / ((float4)(1.0f) + cnnc_exp4(-acc_8)), 0, y_p + 156);
  vstore4((float4)(1.0f) / ((float4)(1.0f) + cnnc_exp4(-acc_9)), 0, y_p + 16);
  vstore4((float4)(1.0f) / ((float4)(1.0f) + cnnc_exp4(-acc_10)), 0, y_p + 160);
  vstore4((float4)(1.0f) / ((float4)(1.0f) + cnnc_exp4(-acc_11)), 0, y_p + 20);
  vstore4((float4)(1.0f) / ((float4)(1.0f) + cnnc_exp4(-acc_12)), 0, y_p + 164);
}

// conv2d1+sigmoid1 at src/test/resources/devices/models.cnn:14:12
__kernel __attribute__((reqd_work_group_size(30, 1, 1)))
void identity_5x6x6_by_last_axis(
    __global const uchar *restrict x_memory, const ulong x_at,
    __global uchar *restrict y_memory, const ulong y_at) {
  __global const float *x = (__global const float *)(x_memory + x_at);
  __global float *y = (__global float *)(y_memory + y_at);
  const int group = (int)get_group_id(0);
  const int item = (int)get_local_id(0);
  if (group < 1) {
    const int c_i = item / 6;
    const int h_i = item % 6;
    const int i = c_i / 4;
    const int i_2 = c_i % 4;
    __global const float *x_p = x + ((i * 144) + (h_i * 24)) + i_2;
    const float4 x_v = (float4)(x_p[0], x_p[4], x_p[8], x_p[12]);
    __global float *y_p = y + (c_i * 36) + (h_i * 6);
    vstore4(x_v, 0, y_p);
  } else {
    const int c_i_2 = item / 6;
    const int h_i_2 = item % 6;
    const int i_3 = c_i_2 / 4;
    const int i_4 = c_i_2 % 4;
    __global const float *x_p_2 = x + ((i_3 * 144) + (h_i_2 * 24)) + i_4;
    const float2 x_v_2 = (float2)(x_p_2[16], x_p_2[20]);
    __global float *y_p_2 = y + (c_i_2 * 36) + (h_i_2 * 6);
    vstore2(x_v_2, 0, y_p_2 + 4);
  }
}
