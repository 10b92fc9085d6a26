// Depthwise
#pragma OPENCL FP_CONTRACT OFF

float16 cnnc_max16(float16 a, float16 b) {
  return a > b ? a : b;
}

float16 cnnc_min16(float16 a, float16 b) {
  return a < b ? a : b;
}

// conv2d1+relu61 at src/test/resources/devices/models.cnn:27:12
__attribute__((noinline)) void identity_12x7x7_by_channel_and_2_more_item(
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
  for (int w = 0; w < 9; w++) {
    __global float *y_p = y + w * 16;
    vstore16((float16)(0.0f), 0, y_p);
  }
  for (int w_2 = 0; w_2 < 9; w_2++) {
    __global float *y_p_2 = y + w_2 * 16;
    vstore16((float16)(0.0f), 0, y_p_2 + 1152);
  }
  for (int h = 0; h < 7; h++) {
    __global float *y_p_3 = y + h * 144;
    vstore16((float16)(0.0f), 0, y_p_3 + 144);
  }
  for (int h_2 = 0; h_2 < 7; h_2++) {
    __global float *y_p_4 = y + h_2 * 144;
    vstore16((float16)(0.0f), 0, y_p_4 + 272);
  }
  for (int rows = 0; rows < 7; rows++) {
    for (int w_3 = 0; w_3 < 7; w_3++) {
      __global const float *x_p = x + (rows * 7) + w_3;
      const float8 x_v = (float8)(x_p[0], x_p[49], x_p[98], x_p[147], x_p[196], x_p[245], x_p[294], x_p[343]);
      __global float *y_p_5 = y + (rows * 144) + (w_3 * 16);
      vstore8(x_v, 0, y_p_5 + 160);
      const float4 x_v_2 = (float4)(x_p[392], x_p[441], x_p[490], x_p[539]);
      vstore4(x_v_2, 0, y_p_5 + 168);
    }
  }
  for (int rows_2 = 0; rows_2 < 4; rows_2++) {
    float16 acc, acc_2, acc_3, acc_4;
    const float16 bias_v = vload16(0, bias);
    acc = bias_v;
    acc_2 = bias_v;
    acc_3 = bias_v;
    acc_4 = bias_v;
    for (int kh = 0; kh < 3; kh++) {
      __global float *y_p_6 = y + (rows_2 * 288) + (kh * 144);
      const float16 y_v = vload16(0, y_p_6);
      __global const float *weight_p = weight + kh * 48;
      const float16 weight_v = vload16(0, weight_p);
      acc = fma(y_v, weight_v, acc);
      const float16 y_v_2 = vload16(0, y_p_6 + 32);
      acc_2 = fma(y_v_2, weight_v, acc_2);
      const float16 y_v_3 = vload16(0, y_p_6 + 64);
      acc_3 = fma(y_v_3, weight_v, acc_3);
      const float16 y_v_4 = vload16(0, y_p_6 + 96);
      acc_4 = fma(y_v_4, weight_v, acc_4);
      const float16 y_v_5 = vload16(0, y_p_6 + 16);
      const float16 weight_v_2 = vload16(0, weight_p + 16);
      acc = fma(y_v_5, weight_v_2, acc);
      const float16 y_v_6 = vload16(0, y_p_6 + 48);
      acc_2 = fma(y_v_6, weight_v_2, acc_2);
      const float16 y_v_7 = vload16(0, y_p_6 + 80);
      acc_3 = fma(y_v_7, weight_v_2, acc_3);
      const float16 y_v_8 = vload16(0, y_p_6 + 112);
      acc_4 = fma(y_v_8, weight_v_2, acc_4);
      const float16 weight_v_3 = vload16(0, weight_p + 32);
      acc = fma(y_v_2, weight_v_3, acc);
      acc_2 = fma(y_v_3, weight_v_3, acc_2);
      acc_3 = fma(y_v_4, weight_v_3, acc_3);
      const float16 y_v_9 = vload16(0, y_p_6 + 128);
      acc_4 = fma(y_v_9, weight_v_3, acc_4);
    }
    __global float *y_2_p = y_2 + rows_2 * 64;
    vstore16(cnnc_min16((float16)(6.0f), cnnc_max16((float16)(0.0f), acc)), 0, y_2_p);
    vstore16(cnnc_min16((float16)(6.0f), cnnc_max16((float16)(0.0f), acc_2)), 0, y_2_p + 16);
    vstore16(cnnc_min16((float16)(6.0f), cnnc_max16((float16)(0.0f), acc_3)), 0, y_2_p + 32);
    vstore16(cnnc_min16((float16)(6.0f), cnnc_max16((float16)(0.0f), acc_4)), 0, y_2_p + 48);
  }
  for (int c = 0; c < 12; c++) {
    for (int h_3 = 0; h_3 < 4; h_3++) {
      __global float *y_2_p_2 = y_2 + (h_3 * 64) + c;
      const float4 y_2_v = (float4)(y_2_p_2[0], y_2_p_2[16], y_2_p_2[32], y_2_p_2[48]);
      __global float *y_3_p = y_3 + (c * 16) + (h_3 * 4);
      vstore4(y_2_v, 0, y_3_p);
    }
  }
}

__kernel __attribute__((reqd_work_group_size(1, 1, 1)))
void identity_12x7x7_by_channel_and_2_more(
    __global const uchar *restrict x_memory, const ulong x_at,
    __global uchar *restrict y_memory, const ulong y_at,
    __global const uchar *restrict weight_memory, const ulong weight_at,
    __global const uchar *restrict bias_memory, const ulong bias_at,
    __global uchar *restrict y_2_memory, const ulong y_2_at,
    __global uchar *restrict y_3_memory, const ulong y_3_at) {
  identity_12x7x7_by_channel_and_2_more_item((int)get_global_id(0), x_memory, x_at, y_memory, y_at, weight_memory, weight_at, bias_memory, bias_at, y_2_memory, y_2_at, y_3_memory, y_3_at);
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
      identity_12x7x7_by_channel_and_2_more_item(item, input0, input0_at, workspace, 0, weights, 0, weights, 576, workspace, 5184, output0, output0_at);
    }
    cnnc_meet(&team, 1);
  }
}
#endif
