// phases
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

// layer1.conv at net.cnn:7:3
__attribute__((noinline)) void phases_part1_item(
    const int item,
    __global const uchar *restrict x_memory, const ulong x_at,
    __global const uchar *restrict t_memory, const ulong t_at,
    __global uchar *restrict y_memory, const ulong y_at,
    const int n) {
  __global const float *x = (__global const float *)(x_memory + x_at);
  __global const float *t = (__global const float *)(t_memory + t_at);
  __global float *y = (__global float *)(y_memory + y_at);
  const int i = item;
  __global const float *x_p = x + (n * 12) + i;
  const float x_v = x_p[0];
  __global const float *t_p = t + i;
  const float t_v = t_p[0];
  __global float *y_p = y + (n * 12) + i;
  y_p[0] = x_v * t_v;
}

__kernel __attribute__((reqd_work_group_size(1, 1, 1)))
void phases_part1(
    __global const uchar *restrict x_memory, const ulong x_at,
    __global const uchar *restrict t_memory, const ulong t_at,
    __global uchar *restrict y_memory, const ulong y_at,
    const int n) {
  phases_part1_item((int)get_global_id(0), x_memory, x_at, t_memory, t_at, y_memory, y_at, n);
}

// layer1.conv at net.cnn:7:3
__attribute__((noinline)) void phases_part2_item(
    const int item,
    __global const uchar *restrict x_memory, const ulong x_at,
    __global uchar *restrict y_memory, const ulong y_at,
    const int n) {
  __global const float *x = (__global const float *)(x_memory + x_at);
  __global float *y = (__global float *)(y_memory + y_at);
  const int j = item;
  float sum;
  sum = 0.0f;
  for (int k = 0; k < 3; k++) {
    __global float *y_p = y + ((n * 12) + (j * 3)) + k;
    const float y_v = y_p[0];
    __global const float *x_p = x + (n * 12) + k;
    const float x_v = x_p[0];
    sum = fma(y_v, x_v, sum);
  }
  __global float *y_p_2 = y + (n * 12) + (j * 3);
  y_p_2[0] = cnnc_exp(sum);
}

__kernel __attribute__((reqd_work_group_size(1, 1, 1)))
void phases_part2(
    __global const uchar *restrict x_memory, const ulong x_at,
    __global uchar *restrict y_memory, const ulong y_at,
    const int n) {
  phases_part2_item((int)get_global_id(0), x_memory, x_at, y_memory, y_at, n);
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
    __global uchar *output0, const ulong output0_at) {
  for (uint run = first; run != 0; run = cnnc_stay(board, run, patience)) {
    cnnc_team team;
    if (!cnnc_join(&team, board, run, 6)) {
      continue;
    }
    int item;
    while ((item = cnnc_take(&team, 12)) >= 0) {
      phases_part1_item(item, input0, input0_at, input1, input1_at, output0, output0_at, 0);
    }
    cnnc_meet(&team, 12);
    while ((item = cnnc_take(&team, 4)) >= 0) {
      phases_part2_item(item, input0, input0_at, output0, output0_at, 0);
    }
    cnnc_meet(&team, 4);
    while ((item = cnnc_take(&team, 12)) >= 0) {
      phases_part1_item(item, input0, input0_at, input1, input1_at, output0, output0_at, 1);
    }
    cnnc_meet(&team, 12);
    while ((item = cnnc_take(&team, 4)) >= 0) {
      phases_part2_item(item, input0, input0_at, output0, output0_at, 1);
    }
    cnnc_meet(&team, 4);
    while ((item = cnnc_take(&team, 12)) >= 0) {
      phases_part1_item(item, input0, input0_at, input1, input1_at, output0, output0_at, 2);
    }
    cnnc_meet(&team, 12);
    while ((item = cnnc_take(&team, 4)) >= 0) {
      phases_part2_item(item, input0, input0_at, output0, output0_at, 2);
    }
    cnnc_meet(&team, 4);
  }
}
#endif
