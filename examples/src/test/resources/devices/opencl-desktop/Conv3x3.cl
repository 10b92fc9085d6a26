// Conv3x3
#pragma OPENCL FP_CONTRACT OFF

float cnnc_max(float a, float b) {
  return a > b ? a : b;
}

// conv2d1+relu1 at src/test/resources/devices/models.cnn:8:12
__kernel __attribute__((reqd_work_group_size(64, 1, 1)))
void conv2d_relu_k3s1_18x6x7_gemm_32x4x8_12(
    __global const uchar *restrict x_memory, const ulong x_at,
    __global const uchar *restrict weight_memory, const ulong weight_at,
    __global const uchar *restrict bias_memory, const ulong bias_at,
    __global uchar *restrict y_memory, const ulong y_at) {
  __global const float *x = (__global const float *)(x_memory + x_at);
  __global const float *weight = (__global const float *)(weight_memory + weight_at);
  __global const float *bias = (__global const float *)(bias_memory + bias_at);
  __global float *y = (__global float *)(y_memory + y_at);
  __local float weight_tile[384];
  __local float x_tile[384];
  const int group = (int)get_group_id(0);
  const int item = (int)get_local_id(0);
  const int oh_o = group;
  const int oc_i_o = item / 8;
  const int ow_i_i = item % 8;
  float acc, acc_2, acc_3, acc_4, acc_5, acc_6, acc_7, acc_8, acc_9, acc_10, acc_11, acc_12, acc_13, acc_14, acc_15, acc_16;
  __global const float *bias_p = bias + oc_i_o * 4;
  const float bias_v = bias_p[0];
  acc = bias_v;
  const float bias_v_2 = bias_p[1];
  acc_2 = bias_v_2;
  const float bias_v_3 = bias_p[2];
  acc_3 = bias_v_3;
  const float bias_v_4 = bias_p[3];
  acc_4 = bias_v_4;
  acc_5 = bias_v;
  acc_6 = bias_v_2;
  acc_7 = bias_v_3;
  acc_8 = bias_v_4;
  acc_9 = bias_v;
  acc_10 = bias_v_2;
  acc_11 = bias_v_3;
  acc_12 = bias_v_4;
  acc_13 = bias_v;
  acc_14 = bias_v_2;
  acc_15 = bias_v_3;
  acc_16 = bias_v_4;
  for (int k_o = 0; k_o < 3; k_o++) {
    for (int weight_tile_turn = 0; weight_tile_turn < 6; weight_tile_turn++) {
      const int i = oc_i_o / 4;
      const int i_2 = ((weight_tile_turn * 2) + i) / 3;
      const int i_3 = ((k_o * 4) + i_2) / 3;
      const int i_4 = ((k_o * 4) + i_2) % 3;
      const int i_5 = ((weight_tile_turn * 2) + i) % 3;
      const int i_6 = oc_i_o % 4;
      const int i_7 = ow_i_i / 4;
      const int i_8 = ow_i_i % 4;
      __global const float *weight_p = weight + (((((i_3 * 288) + (i_4 * 96)) + (i_5 * 32)) + (i_6 * 8)) + (i_7 * 4)) + i_8;
      const float weight_v = weight_p[0];
      __local float *weight_tile_p = weight_tile + ((((weight_tile_turn * 64) + (i * 32)) + (i_6 * 8)) + (i_7 * 4)) + i_8;
      weight_tile_p[0] = weight_v;
    }
    for (int x_tile_turn = 0; x_tile_turn < 6; x_tile_turn++) {
      const int i_9 = oc_i_o % 4;
      const int i_10 = oc_i_o / 4;
      const int i_11 = ((x_tile_turn * 2) + i_10) / 3;
      const int i_12 = ((k_o * 4) + i_11) % 3;
      const int i_13 = ((x_tile_turn * 2) + i_10) % 3;
      __local float *x_tile_p = x_tile + (((x_tile_turn * 64) + (i_10 * 32)) + (i_9 * 8)) + ow_i_i;
      x_tile_p[0] = (((((oh_o * 4) + i_9) < 6) && (ow_i_i < 7)) && (((((((oh_o * 4) + i_9) + i_12) - 1) >= 0) && (((((oh_o * 4) + i_9) + i_12) - 1) < 6)) && ((((ow_i_i + i_13) - 1) >= 0) && (((ow_i_i + i_13) - 1) < 7)))) ? x[(((((((((k_o * 4) + i_11) / 3) * 42) + (oh_o * 28)) + (i_9 * 7)) + (i_12 * 7)) + ow_i_i) + i_13) - 8] : 0.0f;
    }
    barrier(CLK_LOCAL_MEM_FENCE | CLK_GLOBAL_MEM_FENCE);
    for (int k_i = 0; k_i < 12; k_i++) {
      __local float *x_tile_p_2 = x_tile + (k_i * 32) + ow_i_i;
      const float x_tile_v = x_tile_p_2[0];
      __local float *weight_tile_p_2 = weight_tile + (k_i * 32) + (oc_i_o * 4);
      const float weight_tile_v = weight_tile_p_2[0];
      acc = fma(x_tile_v, weight_tile_v, acc);
      const float weight_tile_v_2 = weight_tile_p_2[1];
      acc_2 = fma(x_tile_v, weight_tile_v_2, acc_2);
      const float weight_tile_v_3 = weight_tile_p_2[2];
      acc_3 = fma(x_tile_v, weight_tile_v_3, acc_3);
      const float weight_tile_v_4 = weight_tile_p_2[3];
      acc_4 = fma(x_tile_v, weight_tile_v_4, acc_4);
      const float x_tile_v_2 = x_tile_p_2[8];
      acc_5 = fma(x_tile_v_2, weight_tile_v, acc_5);
      acc_6 = fma(x_tile_v_2, weight_tile_v_2, acc_6);
      acc_7 = fma(x_tile_v_2, weight_tile_v_3, acc_7);
      acc_8 = fma(x_tile_v_2, weight_tile_v_4, acc_8);
      const float x_tile_v_3 = x_tile_p_2[16];
      acc_9 = fma(x_tile_v_3, weight_tile_v, acc_9);
      acc_10 = fma(x_tile_v_3, weight_tile_v_2, acc_10);
      acc_11 = fma(x_tile_v_3, weight_tile_v_3, acc_11);
      acc_12 = fma(x_tile_v_3, weight_tile_v_4, acc_12);
      const float x_tile_v_4 = x_tile_p_2[24];
      acc_13 = fma(x_tile_v_4, weight_tile_v, acc_13);
      acc_14 = fma(x_tile_v_4, weight_tile_v_2, acc_14);
      acc_15 = fma(x_tile_v_4, weight_tile_v_3, acc_15);
      acc_16 = fma(x_tile_v_4, weight_tile_v_4, acc_16);
    }
    barrier(CLK_LOCAL_MEM_FENCE | CLK_GLOBAL_MEM_FENCE);
  }
  if ((oc_i_o * 4) < 18) {
    if (ow_i_i < 7) {
      __global float *y_p = y + ((oc_i_o * 168) + (oh_o * 28)) + ow_i_i;
      y_p[0] = cnnc_max(0.0f, acc);
    }
  }
  if (((oc_i_o * 4) + 1) < 18) {
    if (ow_i_i < 7) {
      __global float *y_p_2 = y + ((oc_i_o * 168) + (oh_o * 28)) + ow_i_i;
      y_p_2[42] = cnnc_max(0.0f, acc_2);
    }
  }
  if (((oc_i_o * 4) + 2) < 18) {
    if (ow_i_i < 7) {
      __global float *y_p_3 = y + ((oc_i_o * 168) + (oh_o * 28)) + ow_i_i;
      y_p_3[84] = cnnc_max(0.0f, acc_3);
    }
  }
  if (((oc_i_o * 4) + 3) < 18) {
    if (ow_i_i < 7) {
      __global float *y_p_4 = y + ((oc_i_o * 168) + (oh_o * 28)) + ow_i_i;
      y_p_4[126] = cnnc_max(0.0f, acc_4);
    }
  }
  if ((oc_i_o * 4) < 18) {
    if (ow_i_i < 7) {
      __global float *y_p_5 = y + ((oc_i_o * 168) + (oh_o * 28)) + ow_i_i;
      y_p_5[7] = cnnc_max(0.0f, acc_5);
    }
  }
  if (((oc_i_o * 4) + 1) < 18) {
    if (ow_i_i < 7) {
      __global float *y_p_6 = y + ((oc_i_o * 168) + (oh_o * 28)) + ow_i_i;
      y_p_6[49] = cnnc_max(0.0f, acc_6);
    }
  }
  if (((oc_i_o * 4) + 2) < 18) {
    if (ow_i_i < 7) {
      __global float *y_p_7 = y + ((oc_i_o * 168) + (oh_o * 28)) + ow_i_i;
      y_p_7[91] = cnnc_max(0.0f, acc_7);
    }
  }
  if (((oc_i_o * 4) + 3) < 18) {
    if (ow_i_i < 7) {
      __global float *y_p_8 = y + ((oc_i_o * 168) + (oh_o * 28)) + ow_i_i;
      y_p_8[133] = cnnc_max(0.0f, acc_8);
    }
  }
  if ((oc_i_o * 4) < 18) {
    if (((oh_o * 4) + 2) < 6) {
      if (ow_i_i < 7) {
        __global float *y_p_9 = y + ((oc_i_o * 168) + (oh_o * 28)) + ow_i_i;
        y_p_9[14] = cnnc_max(0.0f, acc_9);
      }
    }
  }
  if (((oc_i_o * 4) + 1) < 18) {
    if (((oh_o * 4) + 2) < 6) {
      if (ow_i_i < 7) {
        __global float *y_p_10 = y + ((oc_i_o * 168) + (oh_o * 28)) + ow_i_i;
        y_p_10[56] = cnnc_max(0.0f, acc_10);
      }
    }
  }
  if (((oc_i_o * 4) + 2) < 18) {
    if (((oh_o * 4) + 2) < 6) {
      if (ow_i_i < 7) {
        __global float *y_p_11 = y + ((oc_i_o * 168) + (oh_o * 28)) + ow_i_i;
        y_p_11[98] = cnnc_max(0.0f, acc_11);
      }
    }
  }
  if (((oc_i_o * 4) + 3) < 18) {
    if (((oh_o * 4) + 2) < 6) {
      if (ow_i_i < 7) {
        __global float *y_p_12 = y + ((oc_i_o * 168) + (oh_o * 28)) + ow_i_i;
        y_p_12[140] = cnnc_max(0.0f, acc_12);
      }
    }
  }
  if ((oc_i_o * 4) < 18) {
    if (((oh_o * 4) + 3) < 6) {
      if (ow_i_i < 7) {
        __global float *y_p_13 = y + ((oc_i_o * 168) + (oh_o * 28)) + ow_i_i;
        y_p_13[21] = cnnc_max(0.0f, acc_13);
      }
    }
  }
  if (((oc_i_o * 4) + 1) < 18) {
    if (((oh_o * 4) + 3) < 6) {
      if (ow_i_i < 7) {
        __global float *y_p_14 = y + ((oc_i_o * 168) + (oh_o * 28)) + ow_i_i;
        y_p_14[63] = cnnc_max(0.0f, acc_14);
      }
    }
  }
  if (((oc_i_o * 4) + 2) < 18) {
    if (((oh_o * 4) + 3) < 6) {
      if (ow_i_i < 7) {
        __global float *y_p_15 = y + ((oc_i_o * 168) + (oh_o * 28)) + ow_i_i;
        y_p_15[105] = cnnc_max(0.0f, acc_15);
      }
    }
  }
  if (((oc_i_o * 4) + 3) < 18) {
    if (((oh_o * 4) + 3) < 6) {
      if (ow_i_i < 7) {
        __global float *y_p_16 = y + ((oc_i_o * 168) + (oh_o * 28)) + ow_i_i;
        y_p_16[147] = cnnc_max(0.0f, acc_16);
      }
    }
  }
}
