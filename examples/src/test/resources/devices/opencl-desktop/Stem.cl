// Stem
#pragma OPENCL FP_CONTRACT OFF

// Cody and Waite's reduction, exp(x) = 2^n exp(r) with |r| <= ln(2)/2, and the polynomial of Cephes' expf. The scale is
// applied in two halves, so that results below the smallest normal number are rounded once.
float cnnc_exp(float x) {
  float c = x < -104.0f ? (float)(-104.0f) : x;
  c = 89.0f < c ? (float)(89.0f) : c;
  float shifted = fma(c, (float)(1.4426950408889634f), (float)(0x1.8p23f));
  float n = shifted - 0x1.8p23f;
  float r = fma(n, (float)(-0.693359375f), c);
  r = fma(n, (float)(2.12194440e-4f), r);
  float p = (float)(1.9875691500e-4f);
  p = fma(p, r, (float)(1.3981999507e-3f));
  p = fma(p, r, (float)(8.3334519073e-3f));
  p = fma(p, r, (float)(4.1665795894e-2f));
  p = fma(p, r, (float)(1.6666665459e-1f));
  p = fma(p, r, (float)(5.0000001201e-1f));
  float y = fma(r * r, p, r) + 1.0f;
  int exponent = as_int(shifted) - as_int(0x1.8p23f);
  int half_of_it = exponent >> 1;
  int rest = exponent - half_of_it;
  return y * as_float((half_of_it + 127) << 23) * as_float((rest + 127) << 23);
}

// conv2d1+sigmoid1 at src/test/resources/devices/models.cnn:14:12
__kernel __attribute__((reqd_work_group_size(64, 1, 1)))
void conv2d_sigmoid_k5s2_5x6x6_gemm_32x4x8_15(
    __global const uchar *restrict x_memory, const ulong x_at,
    __global const uchar *restrict weight_memory, const ulong weight_at,
    __global const uchar *restrict bias_memory, const ulong bias_at,
    __global uchar *restrict y_memory, const ulong y_at) {
  __global const float *x = (__global const float *)(x_memory + x_at);
  __global const float *weight = (__global const float *)(weight_memory + weight_at);
  __global const float *bias = (__global const float *)(bias_memory + bias_at);
  __global float *y = (__global float *)(y_memory + y_at);
  __local float weight_tile[480];
  __local float x_tile[480];
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
  for (int k_o = 0; k_o < 5; k_o++) {
    for (int weight_tile_turn = 0; weight_tile_turn < 8; weight_tile_turn++) {
      if ((((weight_tile_turn * 64) + (oc_i_o * 8)) + ow_i_i) < 480) {
        const int i = oc_i_o / 4;
        const int i_2 = ((weight_tile_turn * 2) + i) % 15;
        const int i_3 = i_2 / 5;
        const int i_4 = ((k_o * 3) + i_3) / 5;
        const int i_5 = ((k_o * 3) + i_3) % 5;
        const int i_6 = i_2 % 5;
        const int i_7 = oc_i_o % 4;
        const int i_8 = ow_i_i / 4;
        const int i_9 = ow_i_i % 4;
        __global const float *weight_p = weight + (((((i_4 * 800) + (i_5 * 160)) + (i_6 * 32)) + (i_7 * 8)) + (i_8 * 4)) + i_9;
        const float weight_v = weight_p[0];
        __local float *weight_tile_p = weight_tile + (((i_2 * 32) + (i_7 * 8)) + (i_8 * 4)) + i_9;
        weight_tile_p[0] = weight_v;
      }
    }
    for (int x_tile_turn = 0; x_tile_turn < 8; x_tile_turn++) {
      if ((((x_tile_turn * 64) + (oc_i_o * 8)) + ow_i_i) < 480) {
        const int i_10 = oc_i_o % 4;
        const int i_11 = oc_i_o / 4;
        const int i_12 = ((x_tile_turn * 2) + i_11) % 15;
        const int i_13 = i_12 / 5;
        const int i_14 = ((k_o * 3) + i_13) % 5;
        const int i_15 = i_12 % 5;
        __local float *x_tile_p = x_tile + ((i_12 * 32) + (i_10 * 8)) + ow_i_i;
        x_tile_p[0] = (((((oh_o * 4) + i_10) < 6) && (ow_i_i < 6)) && (((((((oh_o * 8) + (i_10 * 2)) + i_14) - 2) >= 0) && (((((oh_o * 8) + (i_10 * 2)) + i_14) - 2) < 11)) && (((((ow_i_i * 2) + i_15) - 2) >= 0) && ((((ow_i_i * 2) + i_15) - 2) < 11)))) ? x[(((((((((k_o * 3) + i_13) / 5) * 121) + (oh_o * 88)) + (i_10 * 22)) + (i_14 * 11)) + (ow_i_i * 2)) + i_15) - 24] : 0.0f;
      }
    }
    barrier(CLK_LOCAL_MEM_FENCE | CLK_GLOBAL_MEM_FENCE);
    for (int k_i = 0; k_i < 15; k_i++) {
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
  if ((oc_i_o * 4) < 5) {
    if (ow_i_i < 6) {
      __global float *y_p = y + ((oc_i_o * 144) + (oh_o * 24)) + ow_i_i;
      y_p[0] = 1.0f / (1.0f + cnnc_exp(-acc));
    }
  }
  if (((oc_i_o * 4) + 1) < 5) {
    if (ow_i_i < 6) {
      __global float *y_p_2 = y + ((oc_i_o * 144) + (oh_o * 24)) + ow_i_i;
      y_p_2[36] = 1.0f / (1.0f + cnnc_exp(-acc_2));
    }
  }
  if (((oc_i_o * 4) + 2) < 5) {
    if (ow_i_i < 6) {
      __global float *y_p_3 = y + ((oc_i_o * 144) + (oh_o * 24)) + ow_i_i;
      y_p_3[72] = 1.0f / (1.0f + cnnc_exp(-acc_3));
    }
  }
  if (((oc_i_o * 4) + 3) < 5) {
    if (ow_i_i < 6) {
      __global float *y_p_4 = y + ((oc_i_o * 144) + (oh_o * 24)) + ow_i_i;
      y_p_4[108] = 1.0f / (1.0f + cnnc_exp(-acc_4));
    }
  }
  if ((oc_i_o * 4) < 5) {
    if (ow_i_i < 6) {
      __global float *y_p_5 = y + ((oc_i_o * 144) + (oh_o * 24)) + ow_i_i;
      y_p_5[6] = 1.0f / (1.0f + cnnc_exp(-acc_5));
    }
  }
  if (((oc_i_o * 4) + 1) < 5) {
    if (ow_i_i < 6) {
      __global float *y_p_6 = y + ((oc_i_o * 144) + (oh_o * 24)) + ow_i_i;
      y_p_6[42] = 1.0f / (1.0f + cnnc_exp(-acc_6));
    }
  }
  if (((oc_i_o * 4) + 2) < 5) {
    if (ow_i_i < 6) {
      __global float *y_p_7 = y + ((oc_i_o * 144) + (oh_o * 24)) + ow_i_i;
      y_p_7[78] = 1.0f / (1.0f + cnnc_exp(-acc_7));
    }
  }
  if (((oc_i_o * 4) + 3) < 5) {
    if (ow_i_i < 6) {
      __global float *y_p_8 = y + ((oc_i_o * 144) + (oh_o * 24)) + ow_i_i;
      y_p_8[114] = 1.0f / (1.0f + cnnc_exp(-acc_8));
    }
  }
  if ((oc_i_o * 4) < 5) {
    if (((oh_o * 4) + 2) < 6) {
      if (ow_i_i < 6) {
        __global float *y_p_9 = y + ((oc_i_o * 144) + (oh_o * 24)) + ow_i_i;
        y_p_9[12] = 1.0f / (1.0f + cnnc_exp(-acc_9));
      }
    }
  }
  if (((oc_i_o * 4) + 1) < 5) {
    if (((oh_o * 4) + 2) < 6) {
      if (ow_i_i < 6) {
        __global float *y_p_10 = y + ((oc_i_o * 144) + (oh_o * 24)) + ow_i_i;
        y_p_10[48] = 1.0f / (1.0f + cnnc_exp(-acc_10));
      }
    }
  }
  if (((oc_i_o * 4) + 2) < 5) {
    if (((oh_o * 4) + 2) < 6) {
      if (ow_i_i < 6) {
        __global float *y_p_11 = y + ((oc_i_o * 144) + (oh_o * 24)) + ow_i_i;
        y_p_11[84] = 1.0f / (1.0f + cnnc_exp(-acc_11));
      }
    }
  }
  if (((oc_i_o * 4) + 3) < 5) {
    if (((oh_o * 4) + 2) < 6) {
      if (ow_i_i < 6) {
        __global float *y_p_12 = y + ((oc_i_o * 144) + (oh_o * 24)) + ow_i_i;
        y_p_12[120] = 1.0f / (1.0f + cnnc_exp(-acc_12));
      }
    }
  }
  if ((oc_i_o * 4) < 5) {
    if (((oh_o * 4) + 3) < 6) {
      if (ow_i_i < 6) {
        __global float *y_p_13 = y + ((oc_i_o * 144) + (oh_o * 24)) + ow_i_i;
        y_p_13[18] = 1.0f / (1.0f + cnnc_exp(-acc_13));
      }
    }
  }
  if (((oc_i_o * 4) + 1) < 5) {
    if (((oh_o * 4) + 3) < 6) {
      if (ow_i_i < 6) {
        __global float *y_p_14 = y + ((oc_i_o * 144) + (oh_o * 24)) + ow_i_i;
        y_p_14[54] = 1.0f / (1.0f + cnnc_exp(-acc_14));
      }
    }
  }
  if (((oc_i_o * 4) + 2) < 5) {
    if (((oh_o * 4) + 3) < 6) {
      if (ow_i_i < 6) {
        __global float *y_p_15 = y + ((oc_i_o * 144) + (oh_o * 24)) + ow_i_i;
        y_p_15[90] = 1.0f / (1.0f + cnnc_exp(-acc_15));
      }
    }
  }
  if (((oc_i_o * 4) + 3) < 5) {
    if (((oh_o * 4) + 3) < 6) {
      if (ow_i_i < 6) {
        __global float *y_p_16 = y + ((oc_i_o * 144) + (oh_o * 24)) + ow_i_i;
        y_p_16[126] = 1.0f / (1.0f + cnnc_exp(-acc_16));
      }
    }
  }
}
