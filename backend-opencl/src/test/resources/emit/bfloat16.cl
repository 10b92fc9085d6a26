// bfloat16
#pragma OPENCL FP_CONTRACT OFF

// The nearest bfloat16, of two the even one; subnormal numbers become zeros, as instructions do it.
ushort16 cnnc_bfloat1616(float16 x) {
  uint16 bits = as_uint16(x);
  uint16 upper = bits >> (uint16)(16);
  uint16 nearest = (bits + (upper & (uint16)(1)) + (uint16)(0x7fff)) >> (uint16)(16);
  uint16 magnitude = bits & (uint16)(0x7fffffff);
  uint16 flushed = magnitude < (uint16)(0x00800000) ? upper & (uint16)(0x8000) : nearest;
  return convert_ushort16(magnitude > (uint16)(0x7f800000) ? upper | (uint16)(0x40) : flushed);
}

// The nearest bfloat16, of two the even one; subnormal numbers become zeros, as instructions do it.
ushort cnnc_bfloat16(float x) {
  uint bits = as_uint(x);
  uint upper = bits >> (uint)(16);
  uint nearest = (bits + (upper & (uint)(1)) + (uint)(0x7fff)) >> (uint)(16);
  uint magnitude = bits & (uint)(0x7fffffff);
  uint flushed = magnitude < (uint)(0x00800000) ? upper & (uint)(0x8000) : nearest;
  return convert_ushort(magnitude > (uint)(0x7f800000) ? upper | (uint)(0x40) : flushed);
}

// layer1.conv at net.cnn:7:3
__attribute__((noinline)) void bfloat16_item(
    const int item,
    __global const uchar *restrict x_memory, const ulong x_at,
    __global const uchar *restrict w_memory, const ulong w_at,
    __global uchar *restrict y_memory, const ulong y_at) {
  __global const float *x = (__global const float *)(x_memory + x_at);
  __global const float *w = (__global const float *)(w_memory + w_at);
  __global float *y = (__global float *)(y_memory + y_at);
  ushort t[16];
  const float16 x_v = vload16(0, x);
  vstore16(cnnc_bfloat1616(x_v * (float16)(3.0f)), 0, t);
  t[5] = cnnc_bfloat16(NAN);
  const float x_v_2 = x[6];
  t[6] = cnnc_bfloat16((x_v_2 * 1.0E38f) * 1.0E38f);
  const float x_v_3 = x[7];
  t[7] = cnnc_bfloat16(x_v_3 * 1.0E-39f);
  const float8 t_v = as_float8(convert_uint8(vload8(0, t)) << 16);
  const float8 w_v = vload8(0, w);
  vstore8(t_v + w_v, 0, y);
  const float8 t_v_2 = (float8)(as_float(convert_uint(t[1]) << 16), as_float(convert_uint(t[3]) << 16), as_float(convert_uint(t[5]) << 16), as_float(convert_uint(t[7]) << 16), as_float(convert_uint(t[9]) << 16), as_float(convert_uint(t[11]) << 16), as_float(convert_uint(t[13]) << 16), as_float(convert_uint(t[15]) << 16));
  vstore8(t_v_2, 0, y + 8);
  for (int i = 0; i < 8; i++) {
    __global const float *w_p = w + i;
    const float w_v_2 = w_p[0];
    ushort *t_p = t + i;
    const float t_v_3 = as_float(convert_uint(t_p[8]) << 16);
    __global float *y_p = y + i;
    y_p[16] = as_float(convert_uint(cnnc_bfloat16(w_v_2)) << 16) + t_v_3;
  }
}

__kernel __attribute__((reqd_work_group_size(1, 1, 1)))
void bfloat16(
    __global const uchar *restrict x_memory, const ulong x_at,
    __global const uchar *restrict w_memory, const ulong w_at,
    __global uchar *restrict y_memory, const ulong y_at) {
  bfloat16_item((int)get_global_id(0), x_memory, x_at, w_memory, w_at, y_memory, y_at);
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
    if (!cnnc_join(&team, board, run, 1)) {
      continue;
    }
    int item;
    while ((item = cnnc_take(&team, 1)) >= 0) {
      bfloat16_item(item, input0, input0_at, input1, input1_at, output0, output0_at);
    }
    cnnc_meet(&team, 1);
  }
}
#endif
