// Pools
#pragma OPENCL FP_CONTRACT OFF

float4 cnnc_max4(float4 a, float4 b) {
  return a > b ? a : b;
}

float cnnc_max(float a, float b) {
  return a > b ? a : b;
}

// max_pool2d1 at src/test/resources/devices/models.cnn:39:12
__kernel __attribute__((reqd_work_group_size(5, 1, 1)))
void max_pool2d_5x5x5_pool_4(
    __global const uchar *restrict x_memory, const ulong x_at,
    __global uchar *restrict y_memory, const ulong y_at) {
  __global const float *x = (__global const float *)(x_memory + x_at);
  __global float *y = (__global float *)(y_memory + y_at);
  const int group = (int)get_group_id(0);
  const int item = (int)get_local_id(0);
  if (group < 1) {
    const int oh_i = item;
    float4 acc, acc_2, acc_3, acc_4;
    acc = (float4)(-INFINITY);
    acc_2 = (float4)(-INFINITY);
    acc_3 = (float4)(-INFINITY);
    acc_4 = (float4)(-INFINITY);
    for (int kh = 0; kh < 3; kh++) {
      for (int kw = 0; kw < 3; kw++) {
        float4 chosen;
        if ((((((oh_i * 2) + kh) - 1) >= 0) && ((((oh_i * 2) + kh) - 1) < 9)) && ((kw - 1) >= 0)) {
          __global const float *x_p = x + ((oh_i * 18) + (kh * 9)) + kw;
          const float4 x_v = (float4)(x_p[-10], x_p[71], x_p[152], x_p[233]);
          chosen = x_v;
        } else {
          chosen = (float4)(-INFINITY);
        }
        acc = cnnc_max4(acc, chosen);
        float4 chosen_2;
        if (((((oh_i * 2) + kh) - 1) >= 0) && ((((oh_i * 2) + kh) - 1) < 9)) {
          __global const float *x_p_2 = x + ((oh_i * 18) + (kh * 9)) + kw;
          const float4 x_v_2 = (float4)(x_p_2[-8], x_p_2[73], x_p_2[154], x_p_2[235]);
          chosen_2 = x_v_2;
        } else {
          chosen_2 = (float4)(-INFINITY);
        }
        acc_2 = cnnc_max4(acc_2, chosen_2);
        float4 chosen_3;
        if (((((oh_i * 2) + kh) - 1) >= 0) && ((((oh_i * 2) + kh) - 1) < 9)) {
          __global const float *x_p_3 = x + ((oh_i * 18) + (kh * 9)) + kw;
          const float4 x_v_3 = (float4)(x_p_3[-6], x_p_3[75], x_p_3[156], x_p_3[237]);
          chosen_3 = x_v_3;
        } else {
          chosen_3 = (float4)(-INFINITY);
        }
        acc_3 = cnnc_max4(acc_3, chosen_3);
        float4 chosen_4;
        if (((((oh_i * 2) + kh) - 1) >= 0) && ((((oh_i * 2) + kh) - 1) < 9)) {
          __global const float *x_p_4 = x + ((oh_i * 18) + (kh * 9)) + kw;
          const float4 x_v_4 = (float4)(x_p_4[-4], x_p_4[77], x_p_4[158], x_p_4[239]);
          chosen_4 = x_v_4;
        } else {
          chosen_4 = (float4)(-INFINITY);
        }
        acc_4 = cnnc_max4(acc_4, chosen_4);
      }
    }
    __global float *y_p = y + oh_i * 20;
    vstore4(acc, 0, y_p);
    vstore4(acc_2, 0, y_p + 4);
    vstore4(acc_3, 0, y_p + 8);
    vstore4(acc_4, 0, y_p + 12);
  } else if (group < 2) {
    const int oh_i_2 = item;
    float4 acc_5;
    acc_5 = (float4)(-INFINITY);
    for (int kh_2 = 0; kh_2 < 3; kh_2++) {
      for (int kw_2 = 0; kw_2 < 3; kw_2++) {
        float4 chosen_5;
        if ((((((oh_i_2 * 2) + kh_2) - 1) >= 0) && ((((oh_i_2 * 2) + kh_2) - 1) < 9)) && ((kw_2 + 7) < 9)) {
          __global const float *x_p_5 = x + ((oh_i_2 * 18) + (kh_2 * 9)) + kw_2;
          const float4 x_v_5 = (float4)(x_p_5[-2], x_p_5[79], x_p_5[160], x_p_5[241]);
          chosen_5 = x_v_5;
        } else {
          chosen_5 = (float4)(-INFINITY);
        }
        acc_5 = cnnc_max4(acc_5, chosen_5);
      }
    }
    __global float *y_p_2 = y + oh_i_2 * 20;
    vstore4(acc_5, 0, y_p_2 + 16);
  } else if (group < 3) {
    const int oh_i_3 = item;
    float acc_6, acc_7, acc_8, acc_9;
    acc_6 = -INFINITY;
    acc_7 = -INFINITY;
    acc_8 = -INFINITY;
    acc_9 = -INFINITY;
    for (int kh_3 = 0; kh_3 < 3; kh_3++) {
      for (int kw_3 = 0; kw_3 < 3; kw_3++) {
        acc_6 = cnnc_max(acc_6, ((((((oh_i_3 * 2) + kh_3) - 1) >= 0) && ((((oh_i_3 * 2) + kh_3) - 1) < 9)) && ((kw_3 - 1) >= 0)) ? x[(((oh_i_3 * 18) + (kh_3 * 9)) + kw_3) + 314] : (-INFINITY));
        acc_7 = cnnc_max(acc_7, (((((oh_i_3 * 2) + kh_3) - 1) >= 0) && ((((oh_i_3 * 2) + kh_3) - 1) < 9)) ? x[(((oh_i_3 * 18) + (kh_3 * 9)) + kw_3) + 316] : (-INFINITY));
        acc_8 = cnnc_max(acc_8, (((((oh_i_3 * 2) + kh_3) - 1) >= 0) && ((((oh_i_3 * 2) + kh_3) - 1) < 9)) ? x[(((oh_i_3 * 18) + (kh_3 * 9)) + kw_3) + 318] : (-INFINITY));
        acc_9 = cnnc_max(acc_9, (((((oh_i_3 * 2) + kh_3) - 1) >= 0) && ((((oh_i_3 * 2) + kh_3) - 1) < 9)) ? x[(((oh_i_3 * 18) + (kh_3 * 9)) + kw_3) + 320] : (-INFINITY));
      }
    }
    __global float *y_p_3 = y + oh_i_3 * 20;
    y_p_3[100] = acc_6;
    y_p_3[104] = acc_7;
    y_p_3[108] = acc_8;
    y_p_3[112] = acc_9;
  } else {
    const int oh_i_4 = item;
    float acc_10;
    acc_10 = -INFINITY;
    for (int kh_4 = 0; kh_4 < 3; kh_4++) {
      for (int kw_4 = 0; kw_4 < 3; kw_4++) {
        acc_10 = cnnc_max(acc_10, ((((((oh_i_4 * 2) + kh_4) - 1) >= 0) && ((((oh_i_4 * 2) + kh_4) - 1) < 9)) && ((kw_4 + 7) < 9)) ? x[(((oh_i_4 * 18) + (kh_4 * 9)) + kw_4) + 322] : (-INFINITY));
      }
    }
    __global float *y_p_4 = y + oh_i_4 * 20;
    y_p_4[116] = acc_10;
  }
}

// avg_pool2d1 at src/test/resources/devices/models.cnn:39:50
__kernel __attribute__((reqd_work_group_size(4, 1, 1)))
void avg_pool2d_5x2x2_pool_2(
    __global const uchar *restrict x_memory, const ulong x_at,
    __global uchar *restrict y_memory, const ulong y_at) {
  __global const float *x = (__global const float *)(x_memory + x_at);
  __global float *y = (__global float *)(y_memory + y_at);
  const int group = (int)get_group_id(0);
  const int item = (int)get_local_id(0);
  const int c_o_i = item / 2;
  const int oh_i = item % 2;
  float4 acc, acc_2;
  acc = (float4)(0.0f);
  acc_2 = (float4)(0.0f);
  for (int kh = 0; kh < 2; kh++) {
    for (int kw = 0; kw < 2; kw++) {
      __global const float *x_p = x + (((c_o_i * 100) + (oh_i * 40)) + (kh * 20)) + (kw * 4);
      const float4 x_v = vload4(0, x_p);
      acc = acc + x_v;
      const float4 x_v_2 = vload4(0, x_p + 8);
      acc_2 = acc_2 + x_v_2;
    }
  }
  __global float *y_p = y + (c_o_i * 16) + (oh_i * 8);
  vstore4(acc / (float4)(convert_float(4)), 0, y_p);
  vstore4(acc_2 / (float4)(convert_float(4)), 0, y_p + 4);
}

// avg_pool2d1 at src/test/resources/devices/models.cnn:39:50
__kernel __attribute__((reqd_work_group_size(4, 1, 1)))
void identity_5x2x2_plain(
    __global const uchar *restrict x_memory, const ulong x_at,
    __global uchar *restrict y_memory, const ulong y_at) {
  __global const float *x = (__global const float *)(x_memory + x_at);
  __global float *y = (__global float *)(y_memory + y_at);
  const int group = (int)get_group_id(0);
  const int item = (int)get_local_id(0);
  const int c = group;
  const int h_i = item / 2;
  const int w_i = item % 2;
  const int i = c / 4;
  const int i_2 = c % 4;
  __global const float *x_p = x + (((i * 16) + (h_i * 8)) + (w_i * 4)) + i_2;
  const float x_v = x_p[0];
  __global float *y_p = y + ((c * 4) + (h_i * 2)) + w_i;
  y_p[0] = x_v;
}
