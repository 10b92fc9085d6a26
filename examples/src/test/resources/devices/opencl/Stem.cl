// Stem
#pragma OPENCL FP_CONTRACT OFF

// Cody and Waite's reduction, exp(x) = 2^n exp(r) with |r| <= ln(2)/2, and the polynomial of Cephes' expf. The scale is
// applied in two halves, so that results below the smallest normal number are rounded once.
float16 cnnc_exp16(float16 x) {
  float16 c = x < -104.0f ? (float16)(-104.0f) : x;
  c = 89.0f < c ? (float16)(89.0f) : c;
  float16 shifted = fma(c, (float16)(1.4426950408889634f), (float16)(0x1.8p23f));
  float16 n = shifted - 0x1.8p23f;
  float16 r = fma(n, (float16)(-0.693359375f), c);
  r = fma(n, (float16)(2.12194440e-4f), r);
  float16 p = (float16)(1.9875691500e-4f);
  p = fma(p, r, (float16)(1.3981999507e-3f));
  p = fma(p, r, (float16)(8.3334519073e-3f));
  p = fma(p, r, (float16)(4.1665795894e-2f));
  p = fma(p, r, (float16)(1.6666665459e-1f));
  p = fma(p, r, (float16)(5.0000001201e-1f));
  float16 y = fma(r * r, p, r) + 1.0f;
  int16 exponent = as_int16(shifted) - as_int(0x1.8p23f);
  int16 half_of_it = exponent >> 1;
  int16 rest = exponent - half_of_it;
  return y * as_float16((half_of_it + 127) << 23) * as_float16((rest + 127) << 23);
}

// conv2d1+sigmoid1 at src/test/resources/devices/models.cnn:14:12
__attribute__((noinline)) void identity_3x11x11_by_last_axis_and_2_more_item(
    const int item,
    __global const uchar *restrict x_memory, const ulong x_at,
    __global uchar *restrict y_memory, const ulong y_at,
    __global const uchar *restrict weight_memory, const ulong weight_at,
    __global const uchar *restrict bias_memory, const ulong bias_at,
    __global uchar *restrict y_2_memory, const ulong y_2_at,
    __global uchar *restrict y_3_memory, const ulong y_3_at) {
  __global const float *x = (__global const float *)(x_memory + x_at);
  __global float *y = (__global float *)(y_memory + y_at);
  __global const float *weight = (__global const float *)(weight_memory + weight_at);
  __global const float *bias = (__global const float *)(bias_memory + bias_at);
  __global float *y_2 = (__global float *)(y_2_memory + y_2_at);
  __global float *y_3 = (__global float *)(y_3_memory + y_3_at);
  for (int c_o = 0; c_o < 3; c_o++) {
    for (int h = 0; h < 2; h++) {
      for (int w = 0; w < 15; w++) {
        __global float *y_p = y + ((c_o * 225) + (h * 15)) + w;
        y_p[0] = 0.0f;
      }
    }
  }
  for (int c_o_2 = 0; c_o_2 < 3; c_o_2++) {
    for (int h_2 = 0; h_2 < 2; h_2++) {
      for (int w_2 = 0; w_2 < 15; w_2++) {
        __global float *y_p_2 = y + ((c_o_2 * 225) + (h_2 * 15)) + w_2;
        y_p_2[195] = 0.0f;
      }
    }
  }
  for (int c_o_3 = 0; c_o_3 < 3; c_o_3++) {
    for (int h_3 = 0; h_3 < 11; h_3++) {
      for (int w_3 = 0; w_3 < 2; w_3++) {
        __global float *y_p_3 = y + ((c_o_3 * 225) + (h_3 * 15)) + w_3;
        y_p_3[30] = 0.0f;
      }
    }
  }
  for (int c_o_4 = 0; c_o_4 < 3; c_o_4++) {
    for (int h_4 = 0; h_4 < 11; h_4++) {
      for (int w_4 = 0; w_4 < 2; w_4++) {
        __global float *y_p_4 = y + ((c_o_4 * 225) + (h_4 * 15)) + w_4;
        y_p_4[43] = 0.0f;
      }
    }
  }
  for (int c = 0; c < 3; c++) {
    for (int h_5 = 0; h_5 < 11; h_5++) {
      __global const float *x_p = x + (c * 121) + (h_5 * 11);
      const float8 x_v = vload8(0, x_p);
      __global float *y_p_5 = y + (c * 225) + (h_5 * 15);
      vstore8(x_v, 0, y_p_5 + 32);
      const float2 x_v_2 = vload2(0, x_p + 8);
      vstore2(x_v_2, 0, y_p_5 + 40);
      const float x_v_3 = x_p[10];
      y_p_5[42] = x_v_3;
    }
  }
  for (int rows = 0; rows < 6; rows++) {
    float16 acc, acc_2, acc_3, acc_4, acc_5, acc_6;
    const float16 bias_v = vload16(0, bias);
    acc = bias_v;
    acc_2 = bias_v;
    acc_3 = bias_v;
    acc_4 = bias_v;
    acc_5 = bias_v;
    acc_6 = bias_v;
    for (int ic = 0; ic < 3; ic++) {
      for (int kh = 0; kh < 5; kh++) {
        for (int kw = 0; kw < 5; kw++) {
          __global float *y_p_6 = y + (((ic * 225) + (rows * 30)) + (kh * 15)) + kw;
          const float y_v = y_p_6[0];
          __global const float *weight_p = weight + ((ic * 400) + (kh * 80)) + (kw * 16);
          const float16 weight_v = vload16(0, weight_p);
          acc = fma((float16)(y_v), weight_v, acc);
          const float y_v_2 = y_p_6[2];
          acc_2 = fma((float16)(y_v_2), weight_v, acc_2);
          const float y_v_3 = y_p_6[4];
          acc_3 = fma((float16)(y_v_3), weight_v, acc_3);
          const float y_v_4 = y_p_6[6];
          acc_4 = fma((float16)(y_v_4), weight_v, acc_4);
          const float y_v_5 = y_p_6[8];
          acc_5 = fma((float16)(y_v_5), weight_v, acc_5);
          const float y_v_6 = y_p_6[10];
          acc_6 = fma((float16)(y_v_6), weight_v, acc_6);
        }
      }
    }
    __global float *y_2_p = y_2 + rows * 96;
    vstore16((float16)(1.0f) / ((float16)(1.0f) + cnnc_exp16(-acc)), 0, y_2_p);
    vstore16((float16)(1.0f) / ((float16)(1.0f) + cnnc_exp16(-acc_2)), 0, y_2_p + 16);
    vstore16((float16)(1.0f) / ((float16)(1.0f) + cnnc_exp16(-acc_3)), 0, y_2_p + 32);
    vstore16((float16)(1.0f) / ((float16)(1.0f) + cnnc_exp16(-acc_4)), 0, y_2_p + 48);
    vstore16((float16)(1.0f) / ((float16)(1.0f) + cnnc_exp16(-acc_5)), 0, y_2_p + 64);
    vstore16((float16)(1.0f) / ((float16)(1.0f) + cnnc_exp16(-acc_6)), 0, y_2_p + 80);
  }
  for (int c_2 = 0; c_2 < 5; c_2++) {
    for (int h_6 = 0; h_6 < 6; h_6++) {
      __global float *y_2_p_2 = y_2 + (h_6 * 96) + c_2;
      const float4 y_2_v = (float4)(y_2_p_2[0], y_2_p_2[16], y_2_p_2[32], y_2_p_2[48]);
      __global float *y_3_p = y_3 + (c_2 * 36) + (h_6 * 6);
      vstore4(y_2_v, 0, y_3_p);
      const float2 y_2_v_2 = (float2)(y_2_p_2[64], y_2_p_2[80]);
      vstore2(y_2_v_2, 0, y_3_p + 4);
    }
  }
}

__kernel __attribute__((reqd_work_group_size(1, 1, 1)))
void identity_3x11x11_by_last_axis_and_2_more(
    __global const uchar *restrict x_memory, const ulong x_at,
    __global uchar *restrict y_memory, const ulong y_at,
    __global const uchar *restrict weight_memory, const ulong weight_at,
    __global const uchar *restrict bias_memory, const ulong bias_at,
    __global uchar *restrict y_2_memory, const ulong y_2_at,
    __global uchar *restrict y_3_memory, const ulong y_3_at) {
  identity_3x11x11_by_last_axis_and_2_more_item((int)get_global_id(0), x_memory, x_at, y_memory, y_at, weight_memory, weight_at, bias_memory, bias_at, y_2_memory, y_2_at, y_3_memory, y_3_at);
}

#if __OPENCL_C_VERSION__ >= 200
// How the work groups of a whole run work together. What they tell each other stands on a board, each number at the begin
// of a line of 64 bytes: for which run it is set; for which run somebody sets it; which run is ordered; how many groups
// have left; then for each step how many of its work items are done, and for each unit how many of its range of them are
// begun. Above the lowest 20 bits the counters have the number of the run: who comes late finds nothing to do. Nobody
// waits for a group that has not begun, only for work items that another has begun, so that it does not matter how many
// groups run at the same time.
typedef struct {
  volatile __global atomic_uint *step;
  uint run;
  int unit;
  int units;
  int tried;
  int taken;
} cnnc_team;

// Takes part in a run, which the first to come sets the board for; whether there is anything left to do.
bool cnnc_join(cnnc_team *team, volatile __global atomic_uint *board, uint run, int steps) {
  const uint before = (run - 1) << 20;
  team->run = run << 20;
  team->unit = (int)get_global_id(0);
  team->units = (int)get_global_size(0);
  team->step = board + 64;
  team->tried = 0;
  team->taken = 0;
  uint set = before;
  if (atomic_compare_exchange_strong_explicit(
          board + 16, &set, team->run, memory_order_relaxed, memory_order_relaxed, memory_scope_device)) {
    for (int line = 0; line < steps * (1 + team->units); line++) {
      atomic_store_explicit(team->step + 16 * line, team->run, memory_order_relaxed, memory_scope_device);
    }
    atomic_store_explicit(board, team->run, memory_order_release, memory_scope_device);
    return true;
  }
  uint open = before;
  while (set == team->run && open == before) {
    open = atomic_load_explicit(board, memory_order_acquire, memory_scope_device);
  }
  return open == team->run;
}

// A work item of a step that nobody has begun, of the unit's own range where there is one left; or -1.
int cnnc_take(cnnc_team *team, int items) {
  for (; team->tried < team->units; team->tried++) {
    const int range = (team->unit + team->tried) % team->units;
    const int first = (int)((long)items * range / team->units);
    const uint count = (uint)((int)((long)items * (range + 1) / team->units) - first);
    volatile __global atomic_uint *begun = team->step + 16 * (1 + range);
    uint next = atomic_load_explicit(begun, memory_order_relaxed, memory_scope_device);
    while (next - team->run < count) {
      if (atomic_compare_exchange_weak_explicit(
              begun, &next, next + 1, memory_order_relaxed, memory_order_relaxed, memory_scope_device)) {
        team->taken++;
        return first + (int)(next - team->run);
      }
    }
  }
  return -1;
}

// Waits until a step is done, or the whole run is.
void cnnc_meet(cnnc_team *team, int items) {
  if (team->taken > 0) {
    atomic_fetch_add_explicit(team->step, (uint)team->taken, memory_order_release, memory_scope_device);
  }
  while (atomic_load_explicit(team->step, memory_order_acquire, memory_scope_device) - team->run < (uint)items) {
  }
  team->step += 16 * (1 + team->units);
  team->tried = 0;
  team->taken = 0;
}

// The number of the run that is ordered after another; or 0, where the group is to leave.
uint cnnc_stay(volatile __global atomic_uint *board, uint run, int patience) {
  uint order = run;
  for (int i = 0; i < patience && order == run; i++) {
    order = atomic_load_explicit(board + 32, memory_order_acquire, memory_scope_device);
  }
  if (order != run && order != 0) {
    return order;
  }
  atomic_fetch_add_explicit(board + 48, 1, memory_order_release, memory_scope_device);
  return 0;
}

__kernel __attribute__((reqd_work_group_size(1, 1, 1)))
void cnnc_run(
    volatile __global atomic_uint *board, const uint first, const int patience,
    __global const uchar *weights, __global uchar *workspace,
    __global const uchar *input0, const ulong input0_at,
    __global uchar *output0, const ulong output0_at) {
  for (uint run = first; run != 0; run = cnnc_stay(board, run, patience)) {
    cnnc_team team;
    if (!cnnc_join(&team, board, run, 1)) {
      continue;
    }
    int item;
    while ((item = cnnc_take(&team, 1)) >= 0) {
      identity_3x11x11_by_last_axis_and_2_more_item(item, input0, input0_at, workspace, 0, weights, 0, weights, 4800, workspace, 2752, output0, output0_at);
    }
    cnnc_meet(&team, 1);
  }
}
#endif
