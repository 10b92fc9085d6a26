// tiled_conv
#pragma OPENCL FP_CONTRACT OFF

float8 cnnc_max8(float8 a, float8 b) {
  return a > b ? a : b;
}

// layer1.conv at net.cnn:7:3
__attribute__((noinline)) void tiled_conv_item(
    const int item,
    __global const uchar *restrict x_memory, const ulong x_at,
    __global const uchar *restrict weight_memory, const ulong weight_at,
    __global const uchar *restrict bias_memory, const ulong bias_at,
    __global uchar *restrict y_memory, const ulong y_at) {
  __global const float *x = (__global const float *)(x_memory + x_at);
  __global const float *weight = (__global const float *)(weight_memory + weight_at);
  __global const float *bias = (__global const float *)(bias_memory + bias_at);
  __global float *y = (__global float *)(y_memory + y_at);
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

__kernel __attribute__((reqd_work_group_size(1, 1, 1)))
void tiled_conv(
    __global const uchar *restrict x_memory, const ulong x_at,
    __global const uchar *restrict weight_memory, const ulong weight_at,
    __global const uchar *restrict bias_memory, const ulong bias_at,
    __global uchar *restrict y_memory, const ulong y_at) {
  tiled_conv_item((int)get_global_id(0), x_memory, x_at, weight_memory, weight_at, bias_memory, bias_at, y_memory, y_at);
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
    __global const uchar *input1, const ulong input1_at,
    __global const uchar *input2, const ulong input2_at,
    __global uchar *output0, const ulong output0_at) {
  for (uint run = first; run != 0; run = cnnc_stay(board, run, patience)) {
    cnnc_team team;
    if (!cnnc_join(&team, board, run, 1)) {
      continue;
    }
    int item;
    while ((item = cnnc_take(&team, 8)) >= 0) {
      tiled_conv_item(item, input0, input0_at, input1, input1_at, input2, input2_at, output0, output0_at);
    }
    cnnc_meet(&team, 8);
  }
}
#endif
