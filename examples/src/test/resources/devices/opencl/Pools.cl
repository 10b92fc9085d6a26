// Pools
#pragma OPENCL FP_CONTRACT OFF

float4 cnnc_max4(float4 a, float4 b) {
  return a > b ? a : b;
}

float cnnc_max(float a, float b) {
  return a > b ? a : b;
}

// max_pool2d1+avg_pool2d1 at src/test/resources/devices/models.cnn:39:12
__attribute__((noinline)) void max_pool2d_5x5x5_pool_4_and_2_more_item(
    const int item,
    __global const uchar *restrict x_memory, const ulong x_at,
    __global uchar *restrict y_memory, const ulong y_at,
    __global uchar *restrict y_2_memory, const ulong y_2_at,
    __global uchar *restrict y_3_memory, const ulong y_3_at) {
  __global const float *x = (__global const float *)(x_memory + x_at);
  __global float *y = (__global float *)(y_memory + y_at);
  __global float *y_2 = (__global float *)(y_2_memory + y_2_at);
  __global float *y_3 = (__global float *)(y_3_memory + y_3_at);
  for (int rows = 0; rows < 5; rows++) {
    float4 acc, acc_3, acc_5, acc_7;
    float acc_2, acc_4, acc_6, acc_8;
    acc = (float4)(-INFINITY);
    acc_2 = -INFINITY;
    acc_3 = (float4)(-INFINITY);
    acc_4 = -INFINITY;
    acc_5 = (float4)(-INFINITY);
    acc_6 = -INFINITY;
    acc_7 = (float4)(-INFINITY);
    acc_8 = -INFINITY;
    for (int kh = 0; kh < 3; kh++) {
      for (int kw = 0; kw < 3; kw++) {
        float4 chosen;
        if ((((((rows * 2) + kh) - 1) >= 0) && ((((rows * 2) + kh) - 1) < 9)) && ((kw - 1) >= 0)) {
          __global const float *x_p = x + ((rows * 18) + (kh * 9)) + kw;
          const float4 x_v = (float4)(x_p[-10], x_p[71], x_p[152], x_p[233]);
          chosen = x_v;
        } else {
          chosen = (float4)(-INFINITY);
        }
        acc = cnnc_max4(acc, chosen);
        acc_2 = cnnc_max(acc_2, ((((((rows * 2) + kh) - 1) >= 0) && ((((rows * 2) + kh) - 1) < 9)) && ((kw - 1) >= 0)) ? x[(((rows * 18) + (kh * 9)) + kw) + 314] : (-INFINITY));
        float4 chosen_2;
        if (((((rows * 2) + kh) - 1) >= 0) && ((((rows * 2) + kh) - 1) < 9)) {
          __global const float *x_p_2 = x + ((rows * 18) + (kh * 9)) + kw;
          const float4 x_v_2 = (float4)(x_p_2[-8], x_p_2[73], x_p_2[154], x_p_2[235]);
          chosen_2 = x_v_2;
        } else {
          chosen_2 = (float4)(-INFINITY);
        }
        acc_3 = cnnc_max4(acc_3, chosen_2);
        acc_4 = cnnc_max(acc_4, (((((rows * 2) + kh) - 1) >= 0) && ((((rows * 2) + kh) - 1) < 9)) ? x[(((rows * 18) + (kh * 9)) + kw) + 316] : (-INFINITY));
        float4 chosen_3;
        if (((((rows * 2) + kh) - 1) >= 0) && ((((rows * 2) + kh) - 1) < 9)) {
          __global const float *x_p_3 = x + ((rows * 18) + (kh * 9)) + kw;
          const float4 x_v_3 = (float4)(x_p_3[-6], x_p_3[75], x_p_3[156], x_p_3[237]);
          chosen_3 = x_v_3;
        } else {
          chosen_3 = (float4)(-INFINITY);
        }
        acc_5 = cnnc_max4(acc_5, chosen_3);
        acc_6 = cnnc_max(acc_6, (((((rows * 2) + kh) - 1) >= 0) && ((((rows * 2) + kh) - 1) < 9)) ? x[(((rows * 18) + (kh * 9)) + kw) + 318] : (-INFINITY));
        float4 chosen_4;
        if (((((rows * 2) + kh) - 1) >= 0) && ((((rows * 2) + kh) - 1) < 9)) {
          __global const float *x_p_4 = x + ((rows * 18) + (kh * 9)) + kw;
          const float4 x_v_4 = (float4)(x_p_4[-4], x_p_4[77], x_p_4[158], x_p_4[239]);
          chosen_4 = x_v_4;
        } else {
          chosen_4 = (float4)(-INFINITY);
        }
        acc_7 = cnnc_max4(acc_7, chosen_4);
        acc_8 = cnnc_max(acc_8, (((((rows * 2) + kh) - 1) >= 0) && ((((rows * 2) + kh) - 1) < 9)) ? x[(((rows * 18) + (kh * 9)) + kw) + 320] : (-INFINITY));
      }
    }
    __global float *y_p = y + rows * 80;
    vstore4(acc, 0, y_p);
    y_p[4] = acc_2;
    vstore4(acc_3, 0, y_p + 16);
    y_p[20] = acc_4;
    vstore4(acc_5, 0, y_p + 32);
    y_p[36] = acc_6;
    vstore4(acc_7, 0, y_p + 48);
    y_p[52] = acc_8;
    float4 acc_9;
    float acc_10;
    acc_9 = (float4)(-INFINITY);
    acc_10 = -INFINITY;
    for (int kh_2 = 0; kh_2 < 3; kh_2++) {
      for (int kw_2 = 0; kw_2 < 3; kw_2++) {
        float4 chosen_5;
        if ((((((rows * 2) + kh_2) - 1) >= 0) && ((((rows * 2) + kh_2) - 1) < 9)) && ((kw_2 + 7) < 9)) {
          __global const float *x_p_5 = x + ((rows * 18) + (kh_2 * 9)) + kw_2;
          const float4 x_v_5 = (float4)(x_p_5[-2], x_p_5[79], x_p_5[160], x_p_5[241]);
          chosen_5 = x_v_5;
        } else {
          chosen_5 = (float4)(-INFINITY);
        }
        acc_9 = cnnc_max4(acc_9, chosen_5);
        acc_10 = cnnc_max(acc_10, ((((((rows * 2) + kh_2) - 1) >= 0) && ((((rows * 2) + kh_2) - 1) < 9)) && ((kw_2 + 7) < 9)) ? x[(((rows * 18) + (kh_2 * 9)) + kw_2) + 322] : (-INFINITY));
      }
    }
    __global float *y_p_2 = y + rows * 80;
    vstore4(acc_9, 0, y_p_2 + 64);
    y_p_2[68] = acc_10;
  }
  for (int rows_2 = 0; rows_2 < 2; rows_2++) {
    float16 acc_11, acc_12;
    acc_11 = (float16)(0.0f);
    acc_12 = (float16)(0.0f);
    for (int kh_3 = 0; kh_3 < 2; kh_3++) {
      for (int kw_3 = 0; kw_3 < 2; kw_3++) {
        __global float *y_p_3 = y + ((rows_2 * 160) + (kh_3 * 80)) + (kw_3 * 16);
        const float16 y_v = vload16(0, y_p_3);
        acc_11 = acc_11 + y_v;
        const float16 y_v_2 = vload16(0, y_p_3 + 32);
        acc_12 = acc_12 + y_v_2;
      }
    }
    __global float *y_2_p = y_2 + rows_2 * 32;
    vstore16(acc_11 / (float16)(convert_float(4)), 0, y_2_p);
    vstore16(acc_12 / (float16)(convert_float(4)), 0, y_2_p + 16);
  }
  for (int c = 0; c < 5; c++) {
    for (int h = 0; h < 2; h++) {
      for (int w = 0; w < 2; w++) {
        __global float *y_2_p_2 = y_2 + ((h * 32) + (w * 16)) + c;
        const float y_2_v = y_2_p_2[0];
        __global float *y_3_p = y_3 + ((c * 4) + (h * 2)) + w;
        y_3_p[0] = y_2_v;
      }
    }
  }
}

__kernel __attribute__((reqd_work_group_size(1, 1, 1)))
void max_pool2d_5x5x5_pool_4_and_2_more(
    __global const uchar *restrict x_memory, const ulong x_at,
    __global uchar *restrict y_memory, const ulong y_at,
    __global uchar *restrict y_2_memory, const ulong y_2_at,
    __global uchar *restrict y_3_memory, const ulong y_3_at) {
  max_pool2d_5x5x5_pool_4_and_2_more_item((int)get_global_id(0), x_memory, x_at, y_memory, y_at, y_2_memory, y_2_at, y_3_memory, y_3_at);
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
      max_pool2d_5x5x5_pool_4_and_2_more_item(item, input0, input0_at, workspace, 0, workspace, 1600, output0, output0_at);
    }
    cnnc_meet(&team, 1);
  }
}
#endif
