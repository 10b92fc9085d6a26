// Residual
#pragma OPENCL FP_CONTRACT OFF

float cnnc_max(float a, float b) {
  return a > b ? a : b;
}

// conv2d1 at src/test/resources/devices/models.cnn:20:12
__kernel __attribute__((reqd_work_group_size(64, 1, 1)))
void conv2d_k1s1_16x5x5_gemm_32x4x8_8(
    __global const uchar *restrict x_memory, const ulong x_at,
    __global const uchar *restrict weight_memory, const ulong weight_at,
    __global const uchar *restrict bias_memory, const ulong bias_at,
    __global uchar *restrict y_memory, const ulong y_at) {
  __global const float *x = (__global const float *)(x_memory + x_at);
  __global const float *weight = (__global const float *)(weight_memory + weight_at);
  __global const float *bias = (__global const float *)(bias_memory + bias_at);
  __global float *y = (__global float *)(y_memory + y_at);
  __local float weight_tile[256];
  __local float x_tile[256];
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
  for (int weight_tile_turn = 0; weight_tile_turn < 4; weight_tile_turn++) {
    const int i = oc_i_o / 4;
    const int i_2 = oc_i_o % 4;
    const int i_3 = ow_i_i / 4;
    const int i_4 = ow_i_i % 4;
    __global const float *weight_p = weight + ((((weight_tile_turn * 64) + (i * 32)) + (i_2 * 8)) + (i_3 * 4)) + i_4;
    const float weight_v = weight_p[0];
    __local float *weight_tile_p = weight_tile + ((((weight_tile_turn * 64) + (i * 32)) + (i_2 * 8)) + (i_3 * 4)) + i_4;
    weight_tile_p[0] = weight_v;
  }
  for (int x_tile_turn = 0; x_tile_turn < 4; x_tile_turn++) {
    const int i_5 = oc_i_o % 4;
    const int i_6 = oc_i_o / 4;
    __local float *x_tile_p = x_tile + (((x_tile_turn * 64) + (i_6 * 32)) + (i_5 * 8)) + ow_i_i;
    x_tile_p[0] = ((((oh_o * 4) + i_5) < 5) && (ow_i_i < 5)) ? x[((((x_tile_turn * 50) + ((oc_i_o / 4) * 25)) + (oh_o * 20)) + (i_5 * 5)) + ow_i_i] : 0.0f;
  }
  barrier(CLK_LOCAL_MEM_FENCE | CLK_GLOBAL_MEM_FENCE);
  for (int k_i = 0; k_i < 8; k_i++) {
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
  if ((oc_i_o * 4) < 16) {
    if (ow_i_i < 5) {
      __global float *y_p = y + ((oc_i_o * 100) + (oh_o * 20)) + ow_i_i;
      y_p[0] = acc;
    }
  }
  if (((oc_i_o * 4) + 1) < 16) {
    if (ow_i_i < 5) {
      __global float *y_p_2 = y + ((oc_i_o * 100) + (oh_o * 20)) + ow_i_i;
      y_p_2[25] = acc_2;
    }
  }
  if (((oc_i_o * 4) + 2) < 16) {
    if (ow_i_i < 5) {
      __global float *y_p_3 = y + ((oc_i_o * 100) + (oh_o * 20)) + ow_i_i;
      y_p_3[50] = acc_3;
    }
  }
  if (((oc_i_o * 4) + 3) < 16) {
    if (ow_i_i < 5) {
      __global float *y_p_4 = y + ((oc_i_o * 100) + (oh_o * 20)) + ow_i_i;
      y_p_4[75] = acc_4;
    }
  }
  if ((oc_i_o * 4) < 16) {
    if (((oh_o * 4) + 1) < 5) {
      if (ow_i_i < 5) {
        __global float *y_p_5 = y + ((oc_i_o * 100) + (oh_o * 20)) + ow_i_i;
        y_p_5[5] = acc_5;
      }
    }
  }
  if (((oc_i_o * 4) + 1) < 16) {
    if (((oh_o * 4) + 1) < 5) {
      if (ow_i_i < 5) {
        __global float *y_p_6 = y + ((oc_i_o * 100) + (oh_o * 20)) + ow_i_i;
        y_p_6[30] = acc_6;
      }
    }
  }
  if (((oc_i_o * 4) + 2) < 16) {
    if (((oh_o * 4) + 1) < 5) {
      if (ow_i_i < 5) {
        __global float *y_p_7 = y + ((oc_i_o * 100) + (oh_o * 20)) + ow_i_i;
        y_p_7[55] = acc_7;
      }
    }
  }
  if (((oc_i_o * 4) + 3) < 16) {
    if (((oh_o * 4) + 1) < 5) {
      if (ow_i_i < 5) {
        __global float *y_p_8 = y + ((oc_i_o * 100) + (oh_o * 20)) + ow_i_i;
        y_p_8[80] = acc_8;
      }
    }
  }
  if ((oc_i_o * 4) < 16) {
    if (((oh_o * 4) + 2) < 5) {
      if (ow_i_i < 5) {
        __global float *y_p_9 = y + ((oc_i_o * 100) + (oh_o * 20)) + ow_i_i;
        y_p_9[10] = acc_9;
      }
    }
  }
  if (((oc_i_o * 4) + 1) < 16) {
    if (((oh_o * 4) + 2) < 5) {
      if (ow_i_i < 5) {
        __global float *y_p_10 = y + ((oc_i_o * 100) + (oh_o * 20)) + ow_i_i;
        y_p_10[35] = acc_10;
      }
    }
  }
  if (((oc_i_o * 4) + 2) < 16) {
    if (((oh_o * 4) + 2) < 5) {
      if (ow_i_i < 5) {
        __global float *y_p_11 = y + ((oc_i_o * 100) + (oh_o * 20)) + ow_i_i;
        y_p_11[60] = acc_11;
      }
    }
  }
  if (((oc_i_o * 4) + 3) < 16) {
    if (((oh_o * 4) + 2) < 5) {
      if (ow_i_i < 5) {
        __global float *y_p_12 = y + ((oc_i_o * 100) + (oh_o * 20)) + ow_i_i;
        y_p_12[85] = acc_12;
      }
    }
  }
  if ((oc_i_o * 4) < 16) {
    if (((oh_o * 4) + 3) < 5) {
      if (ow_i_i < 5) {
        __global float *y_p_13 = y + ((oc_i_o * 100) + (oh_o * 20)) + ow_i_i;
        y_p_13[15] = acc_13;
      }
    }
  }
  if (((oc_i_o * 4) + 1) < 16) {
    if (((oh_o * 4) + 3) < 5) {
      if (ow_i_i < 5) {
        __global float *y_p_14 = y + ((oc_i_o * 100) + (oh_o * 20)) + ow_i_i;
        y_p_14[40] = acc_14;
      }
    }
  }
  if (((oc_i_o * 4) + 2) < 16) {
    if (((oh_o * 4) + 3) < 5) {
      if (ow_i_i < 5) {
        __global float *y_p_15 = y + ((oc_i_o * 100) + (oh_o * 20)) + ow_i_i;
        y_p_15[65] = acc_15;
      }
    }
  }
  if (((oc_i_o * 4) + 3) < 16) {
    if (((oh_o * 4) + 3) < 5) {
      if (ow_i_i < 5) {
        __global float *y_p_16 = y + ((oc_i_o * 100) + (oh_o * 20)) + ow_i_i;
        y_p_16[90] = acc_16;
      }
    }
  }
}

// conv2d2+add1+relu1 at src/test/resources/devices/models.cnn:21:13
__kernel __attribute__((reqd_work_group_size(64, 1, 1)))
void conv2d_add_relu_k1s1_16x5x5_gemm_32x4x8_16(
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
  __local float weight_tile[512];
  __local float x_tile[512];
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
  for (int weight_tile_turn = 0; weight_tile_turn < 8; weight_tile_turn++) {
    const int i = oc_i_o / 4;
    const int i_2 = oc_i_o % 4;
    const int i_3 = ow_i_i / 4;
    const int i_4 = ow_i_i % 4;
    __global const float *weight_p = weight + ((((weight_tile_turn * 64) + (i * 32)) + (i_2 * 8)) + (i_3 * 4)) + i_4;
    const float weight_v = weight_p[0];
    __local float *weight_tile_p = weight_tile + ((((weight_tile_turn * 64) + (i * 32)) + (i_2 * 8)) + (i_3 * 4)) + i_4;
    weight_tile_p[0] = weight_v;
  }
  for (int x_tile_turn = 0; x_tile_turn < 8; x_tile_turn++) {
    const int i_5 = oc_i_o % 4;
    const int i_6 = oc_i_o / 4;
    __local float *x_tile_p = x_tile + (((x_tile_turn * 64) + (i_6 * 32)) + (i_5 * 8)) + ow_i_i;
    x_tile_p[0] = ((((oh_o * 4) + i_5) < 5) && (ow_i_i < 5)) ? x[((((x_tile_turn * 50) + ((oc_i_o / 4) * 25)) + (oh_o * 20)) + (i_5 * 5)) + ow_i_i] : 0.0f;
  }
  barrier(CLK_LOCAL_MEM_FENCE | CLK_GLOBAL_MEM_FENCE);
  for (int k_i = 0; k_i < 16; k_i++) {
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
  if ((oc_i_o * 4) < 16) {
    if (ow_i_i < 5) {
      __global const float *e0_p = e0 + ((oc_i_o * 100) + (oh_o * 20)) + ow_i_i;
      const float e0_v = e0_p[0];
      __global float *y_p = y + ((oc_i_o * 100) + (oh_o * 20)) + ow_i_i;
      y_p[0] = cnnc_max(0.0f, acc + e0_v);
    }
  }
  if (((oc_i_o * 4) + 1) < 16) {
    if (ow_i_i < 5) {
      __global const float *e0_p_2 = e0 + ((oc_i_o * 100) + (oh_o * 20)) + ow_i_i;
      const float e0_v_2 = e0_p_2[25];
      __global float *y_p_2 = y + ((oc_i_o * 100) + (oh_o * 20)) + ow_i_i;
      y_p_2[25] = cnnc_max(0.0f, acc_2 + e0_v_2);
    }
  }
  if (((oc_i_o * 4) + 2) < 16) {
    if (ow_i_i < 5) {
      __global const float *e0_p_3 = e0 + ((oc_i_o * 100) + (oh_o * 20)) + ow_i_i;
      const float e0_v_3 = e0_p_3[50];
      __global float *y_p_3 = y + ((oc_i_o * 100) + (oh_o * 20)) + ow_i_i;
      y_p_3[50] = cnnc_max(0.0f, acc_3 + e0_v_3);
    }
  }
  if (((oc_i_o * 4) + 3) < 16) {
    if (ow_i_i < 5) {
      __global const float *e0_p_4 = e0 + ((oc_i_o * 100) + (oh_o * 20)) + ow_i_i;
      const float e0_v_4 = e0_p_4[75];
      __global float *y_p_4 = y + ((oc_i_o * 100) + (oh_o * 20)) + ow_i_i;
      y_p_4[75] = cnnc_max(0.0f, acc_4 + e0_v_4);
    }
  }
  if ((oc_i_o * 4) < 16) {
    if (((oh_o * 4) + 1) < 5) {
      if (ow_i_i < 5) {
        __global const float *e0_p_5 = e0 + ((oc_i_o * 100) + (oh_o * 20)) + ow_i_i;
        const float e0_v_5 = e0_p_5[5];
        __global float *y_p_5 = y + ((oc_i_o * 100) + (oh_o * 20)) + ow_i_i;
        y_p_5[5] = cnnc_max(0.0f, acc_5 + e0_v_5);
      }
    }
  }
  if (((oc_i_o * 4) + 1) < 16) {
    if (((oh_o * 4) + 1) < 5) {
      if (ow_i_i < 5) {
        __global const float *e0_p_6 = e0 + ((oc_i_o * 100) + (oh_o * 20)) + ow_i_i;
        const float e0_v_6 = e0_p_6[30];
        __global float *y_p_6 = y + ((oc_i_o * 100) + (oh_o * 20)) + ow_i_i;
        y_p_6[30] = cnnc_max(0.0f, acc_6 + e0_v_6);
      }
    }
  }
  if (((oc_i_o * 4) + 2) < 16) {
    if (((oh_o * 4) + 1) < 5) {
      if (ow_i_i < 5) {
        __global const float *e0_p_7 = e0 + ((oc_i_o * 100) + (oh_o * 20)) + ow_i_i;
        const float e0_v_7 = e0_p_7[55];
        __global float *y_p_7 = y + ((oc_i_o * 100) + (oh_o * 20)) + ow_i_i;
        y_p_7[55] = cnnc_max(0.0f, acc_7 + e0_v_7);
      }
    }
  }
  if (((oc_i_o * 4) + 3) < 16) {
    if (((oh_o * 4) + 1) < 5) {
      if (ow_i_i < 5) {
        __global const float *e0_p_8 = e0 + ((oc_i_o * 100) + (oh_o * 20)) + ow_i_i;
        const float e0_v_8 = e0_p_8[80];
        __global float *y_p_8 = y + ((oc_i_o * 100) + (oh_o * 20)) + ow_i_i;
        y_p_8[80] = cnnc_max(0.0f, acc_8 + e0_v_8);
      }
    }
  }
  if ((oc_i_o * 4) < 16) {
    if (((oh_o * 4) + 2) < 5) {
      if (ow_i_i < 5) {
        __global const float *e0_p_9 = e0 + ((oc_i_o * 100) + (oh_o * 20)) + ow_i_i;
        const float e0_v_9 = e0_p_9[10];
        __global float *y_p_9 = y + ((oc_i_o * 100) + (oh_o * 20)) + ow_i_i;
        y_p_9[10] = cnnc_max(0.0f, acc_9 + e0_v_9);
      }
    }
  }
  if (((oc_i_o * 4) + 1) < 16) {
    if (((oh_o * 4) + 2) < 5) {
      if (ow_i_i < 5) {
        __global const float *e0_p_10 = e0 + ((oc_i_o * 100) + (oh_o * 20)) + ow_i_i;
        const float e0_v_10 = e0_p_10[35];
        __global float *y_p_10 = y + ((oc_i_o * 100) + (oh_o * 20)) + ow_i_i;
        y_p_10[35] = cnnc_max(0.0f, acc_10 + e0_v_10);
      }
    }
  }
  if (((oc_i_o * 4) + 2) < 16) {
    if (((oh_o * 4) + 2) < 5) {
      if (ow_i_i < 5) {
        __global const float *e0_p_11 = e0 + ((oc_i_o * 100) + (oh_o * 20)) + ow_i_i;
        const float e0_v_11 = e0_p_11[60];
        __global float *y_p_11 = y + ((oc_i_o * 100) + (oh_o * 20)) + ow_i_i;
        y_p_11[60] = cnnc_max(0.0f, acc_11 + e0_v_11);
      }
    }
  }
  if (((oc_i_o * 4) + 3) < 16) {
    if (((oh_o * 4) + 2) < 5) {
      if (ow_i_i < 5) {
        __global const float *e0_p_12 = e0 + ((oc_i_o * 100) + (oh_o * 20)) + ow_i_i;
        const float e0_v_12 = e0_p_12[85];
        __global float *y_p_12 = y + ((oc_i_o * 100) + (oh_o * 20)) + ow_i_i;
        y_p_12[85] = cnnc_max(0.0f, acc_12 + e0_v_12);
      }
    }
  }
  if ((oc_i_o * 4) < 16) {
    if (((oh_o * 4) + 3) < 5) {
      if (ow_i_i < 5) {
        __global const float *e0_p_13 = e0 + ((oc_i_o * 100) + (oh_o * 20)) + ow_i_i;
        const float e0_v_13 = e0_p_13[15];
        __global float *y_p_13 = y + ((oc_i_o * 100) + (oh_o * 20)) + ow_i_i;
        y_p_13[15] = cnnc_max(0.0f, acc_13 + e0_v_13);
      }
    }
  }
  if (((oc_i_o * 4) + 1) < 16) {
    if (((oh_o * 4) + 3) < 5) {
      if (ow_i_i < 5) {
        __global const float *e0_p_14 = e0 + ((oc_i_o * 100) + (oh_o * 20)) + ow_i_i;
        const float e0_v_14 = e0_p_14[40];
        __global float *y_p_14 = y + ((oc_i_o * 100) + (oh_o * 20)) + ow_i_i;
        y_p_14[40] = cnnc_max(0.0f, acc_14 + e0_v_14);
      }
    }
  }
  if (((oc_i_o * 4) + 2) < 16) {
    if (((oh_o * 4) + 3) < 5) {
      if (ow_i_i < 5) {
        __global const float *e0_p_15 = e0 + ((oc_i_o * 100) + (oh_o * 20)) + ow_i_i;
        const float e0_v_15 = e0_p_15[65];
        __global float *y_p_15 = y + ((oc_i_o * 100) + (oh_o * 20)) + ow_i_i;
        y_p_15[65] = cnnc_max(0.0f, acc_15 + e0_v_15);
      }
    }
  }
  if (((oc_i_o * 4) + 3) < 16) {
    if (((oh_o * 4) + 3) < 5) {
      if (ow_i_i < 5) {
        __global const float *e0_p_16 = e0 + ((oc_i_o * 100) + (oh_o * 20)) + ow_i_i;
        const float e0_v_16 = e0_p_16[90];
        __global float *y_p_16 = y + ((oc_i_o * 100) + (oh_o * 20)) + ow_i_i;
        y_p_16[90] = cnnc_max(0.0f, acc_16 + e0_v_16);
      }
    }
  }
}
