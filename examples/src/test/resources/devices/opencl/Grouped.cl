// Grouped
#pragma OPENCL FP_CONTRACT OFF

// conv2d1 at src/test/resources/devices/models.cnn:33:12
__attribute__((noinline)) void identity_8x5x6_by_channel_and_2_more_item(
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
  for (int w = 0; w < 8; w++) {
    __global float *y_p = y + w * 16;
    vstore16((float16)(0.0f), 0, y_p);
  }
  for (int w_2 = 0; w_2 < 8; w_2++) {
    __global float *y_p_2 = y + w_2 * 16;
    vstore16((float16)(0.0f), 0, y_p_2 + 768);
  }
  for (int h = 0; h < 5; h++) {
    __global float *y_p_3 = y + h * 128;
    vstore16((float16)(0.0f), 0, y_p_3 + 128);
  }
  for (int h_2 = 0; h_2 < 5; h_2++) {
    __global float *y_p_4 = y + h_2 * 128;
    vstore16((float16)(0.0f), 0, y_p_4 + 240);
  }
  for (int rows = 0; rows < 5; rows++) {
    for (int w_3 = 0; w_3 < 6; w_3++) {
      __global const float *x_p = x + (rows * 6) + w_3;
      const float8 x_v = (float8)(x_p[0], x_p[30], x_p[60], x_p[90], x_p[120], x_p[150], x_p[180], x_p[210]);
      __global float *y_p_5 = y + (rows * 128) + (w_3 * 16);
      vstore8(x_v, 0, y_p_5 + 144);
    }
  }
  for (int oc = 0; oc < 8; oc++) {
    for (int oh = 0; oh < 5; oh++) {
      for (int ow = 0; ow < 6; ow++) {
        float acc;
        __global const float *bias_p = bias + oc;
        const float bias_v = bias_p[0];
        acc = bias_v;
        for (int ic = 0; ic < 4; ic++) {
          for (int kh = 0; kh < 3; kh++) {
            for (int kw = 0; kw < 3; kw++) {
              const int i = oc / 4;
              __global float *y_p_6 = y + (((((oh * 128) + (kh * 128)) + (ow * 16)) + (kw * 16)) + (i * 4)) + ic;
              const float y_v = y_p_6[0];
              __global const float *weight_p = weight + (((oc * 36) + (ic * 9)) + (kh * 3)) + kw;
              const float weight_v = weight_p[0];
              acc = fma(y_v, weight_v, acc);
            }
          }
        }
        __global float *y_2_p = y_2 + ((oh * 96) + (ow * 16)) + oc;
        y_2_p[0] = acc;
      }
    }
  }
  for (int c = 0; c < 8; c++) {
    for (int h_3 = 0; h_3 < 5; h_3++) {
      __global float *y_2_p_2 = y_2 + (h_3 * 96) + c;
      const float4 y_2_v = (float4)(y_2_p_2[0], y_2_p_2[16], y_2_p_2[32], y_2_p_2[48]);
      __global float *y_3_p = y_3 + (c * 30) + (h_3 * 6);
      vstore4(y_2_v, 0, y_3_p);
      const float2 y_2_v_2 = (float2)(y_2_p_2[64], y_2_p_2[80]);
      vstore2(y_2_v_2, 0, y_3_p + 4);
    }
  }
}

__kernel __attribute__((reqd_work_group_size(1, 1, 1)))
void identity_8x5x6_by_channel_and_2_more(
    __global const uchar *restrict x_memory, const ulong x_at,
    __global uchar *restrict y_memory, const ulong y_at,
    __global const uchar *restrict weight_memory, const ulong weight_at,
    __global const uchar *restrict bias_memory, const ulong bias_at,
    __global uchar *restrict y_2_memory, const ulong y_2_at,
    __global uchar *restrict y_3_memory, const ulong y_3_at) {
  identity_8x5x6_by_channel_and_2_more_item((int)get_global_id(0), x_memory, x_at, y_memory, y_at, weight_memory, weight_at, bias_memory, bias_at, y_2_memory, y_2_at, y_3_memory, y_3_at);
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
      identity_8x5x6_by_channel_and_2_more_item(item, input0, input0_at, workspace, 0, weights, 0, weights, 1152, workspace, 3584, output0, output0_at);
    }
    cnnc_meet(&team, 1);
  }
}
#endif
