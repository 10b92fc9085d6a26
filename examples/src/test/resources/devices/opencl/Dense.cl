// Dense
#pragma OPENCL FP_CONTRACT OFF

#ifdef cl_khr_fp64
// For results that become floats: beyond 200 every one is infinite, below -200 zero.
double16 cnnc_exp6416(double16 x) {
  double16 c = x < -200.0 ? (double16)(-200.0) : x;
  c = 200.0 < c ? (double16)(200.0) : c;
  double16 shifted = fma(c, (double16)(1.4426950408889634), (double16)(0x1.8p52));
  double16 n = shifted - 0x1.8p52;
  double16 r = fma(n, (double16)(-0.6931471805599453), c);
  double16 p = (double16)(1.0 / 39916800);
  p = fma(p, r, (double16)(1.0 / 3628800));
  p = fma(p, r, (double16)(1.0 / 362880));
  p = fma(p, r, (double16)(1.0 / 40320));
  p = fma(p, r, (double16)(1.0 / 5040));
  p = fma(p, r, (double16)(1.0 / 720));
  p = fma(p, r, (double16)(1.0 / 120));
  p = fma(p, r, (double16)(1.0 / 24));
  p = fma(p, r, (double16)(1.0 / 6));
  p = fma(p, r, (double16)(1.0 / 2));
  p = fma(p, r, (double16)(1.0));
  p = fma(p, r, (double16)(1.0));
  long16 exponent = as_long16(shifted) - as_long(0x1.8p52);
  return p * as_double16((exponent + 1023) << 52);
}
#endif

// (e^2x - 1) / (e^2x + 1); near zero the series.
float16 cnnc_tanh16(float16 x) {
#ifdef cl_khr_fp64
  double16 d = convert_double16(x);
  double16 square = d * d;
  double16 p = fma((double16)(2.0 / 15), square, (double16)(-1.0 / 3));
  p = fma(p, square, (double16)(1.0));
  double16 twice = d + d;
  twice = twice < -60.0 ? (double16)(-60.0) : twice;
  twice = 60.0 < twice ? (double16)(60.0) : twice;
  double16 e = cnnc_exp6416(twice);
  return convert_float16(fabs(d) < 0x1p-8 ? d * p : (e - 1.0) / (e + 1.0));
#else
  return tanh(x);
#endif
}

#ifdef cl_khr_fp64
// For results that become floats: beyond 200 every one is infinite, below -200 zero.
double4 cnnc_exp644(double4 x) {
  double4 c = x < -200.0 ? (double4)(-200.0) : x;
  c = 200.0 < c ? (double4)(200.0) : c;
  double4 shifted = fma(c, (double4)(1.4426950408889634), (double4)(0x1.8p52));
  double4 n = shifted - 0x1.8p52;
  double4 r = fma(n, (double4)(-0.6931471805599453), c);
  double4 p = (double4)(1.0 / 39916800);
  p = fma(p, r, (double4)(1.0 / 3628800));
  p = fma(p, r, (double4)(1.0 / 362880));
  p = fma(p, r, (double4)(1.0 / 40320));
  p = fma(p, r, (double4)(1.0 / 5040));
  p = fma(p, r, (double4)(1.0 / 720));
  p = fma(p, r, (double4)(1.0 / 120));
  p = fma(p, r, (double4)(1.0 / 24));
  p = fma(p, r, (double4)(1.0 / 6));
  p = fma(p, r, (double4)(1.0 / 2));
  p = fma(p, r, (double4)(1.0));
  p = fma(p, r, (double4)(1.0));
  long4 exponent = as_long4(shifted) - as_long(0x1.8p52);
  return p * as_double4((exponent + 1023) << 52);
}
#endif

// (e^2x - 1) / (e^2x + 1); near zero the series.
float4 cnnc_tanh4(float4 x) {
#ifdef cl_khr_fp64
  double4 d = convert_double4(x);
  double4 square = d * d;
  double4 p = fma((double4)(2.0 / 15), square, (double4)(-1.0 / 3));
  p = fma(p, square, (double4)(1.0));
  double4 twice = d + d;
  twice = twice < -60.0 ? (double4)(-60.0) : twice;
  twice = 60.0 < twice ? (double4)(60.0) : twice;
  double4 e = cnnc_exp644(twice);
  return convert_float4(fabs(d) < 0x1p-8 ? d * p : (e - 1.0) / (e + 1.0));
#else
  return tanh(x);
#endif
}

#ifdef cl_khr_fp64
// For results that become floats: beyond 200 every one is infinite, below -200 zero.
double cnnc_exp64(double x) {
  double c = x < -200.0 ? (double)(-200.0) : x;
  c = 200.0 < c ? (double)(200.0) : c;
  double shifted = fma(c, (double)(1.4426950408889634), (double)(0x1.8p52));
  double n = shifted - 0x1.8p52;
  double r = fma(n, (double)(-0.6931471805599453), c);
  double p = (double)(1.0 / 39916800);
  p = fma(p, r, (double)(1.0 / 3628800));
  p = fma(p, r, (double)(1.0 / 362880));
  p = fma(p, r, (double)(1.0 / 40320));
  p = fma(p, r, (double)(1.0 / 5040));
  p = fma(p, r, (double)(1.0 / 720));
  p = fma(p, r, (double)(1.0 / 120));
  p = fma(p, r, (double)(1.0 / 24));
  p = fma(p, r, (double)(1.0 / 6));
  p = fma(p, r, (double)(1.0 / 2));
  p = fma(p, r, (double)(1.0));
  p = fma(p, r, (double)(1.0));
  long exponent = as_long(shifted) - as_long(0x1.8p52);
  return p * as_double((exponent + 1023) << 52);
}
#endif

// (e^2x - 1) / (e^2x + 1); near zero the series.
float cnnc_tanh(float x) {
#ifdef cl_khr_fp64
  double d = convert_double(x);
  double square = d * d;
  double p = fma((double)(2.0 / 15), square, (double)(-1.0 / 3));
  p = fma(p, square, (double)(1.0));
  double twice = d + d;
  twice = twice < -60.0 ? (double)(-60.0) : twice;
  twice = 60.0 < twice ? (double)(60.0) : twice;
  double e = cnnc_exp64(twice);
  return convert_float(fabs(d) < 0x1p-8 ? d * p : (e - 1.0) / (e + 1.0));
#else
  return tanh(x);
#endif
}

float cnnc_max(float a, float b) {
  return a > b ? a : b;
}

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

// linear1+tanh1+linear2+softmax1 at src/test/resources/devices/models.cnn:45:12
__attribute__((noinline)) void linear_tanh_21_matvec_32_and_2_more_item(
    const int item,
    __global const uchar *restrict x_memory, const ulong x_at,
    __global const uchar *restrict weight_memory, const ulong weight_at,
    __global const uchar *restrict bias_memory, const ulong bias_at,
    __global uchar *restrict y_memory, const ulong y_at,
    __global const uchar *restrict weight_2_memory, const ulong weight_2_at,
    __global const uchar *restrict bias_2_memory, const ulong bias_2_at,
    __global uchar *restrict y_2_memory, const ulong y_2_at,
    __global uchar *restrict y_3_memory, const ulong y_3_at) {
  __global const float *x = (__global const float *)(x_memory + x_at);
  __global const float *weight = (__global const float *)(weight_memory + weight_at);
  __global const float *bias = (__global const float *)(bias_memory + bias_at);
  __global float *y = (__global float *)(y_memory + y_at);
  __global const float *weight_2 = (__global const float *)(weight_2_memory + weight_2_at);
  __global const float *bias_2 = (__global const float *)(bias_2_memory + bias_2_at);
  __global float *y_2 = (__global float *)(y_2_memory + y_2_at);
  __global float *y_3 = (__global float *)(y_3_memory + y_3_at);
  float16 acc;
  const float16 bias_v = vload16(0, bias);
  acc = bias_v;
  for (int i = 0; i < 33; i++) {
    __global const float *x_p = x + i;
    const float x_v = x_p[0];
    __global const float *weight_p = weight + i * 16;
    const float16 weight_v = vload16(0, weight_p);
    acc = fma((float16)(x_v), weight_v, acc);
  }
  vstore16(cnnc_tanh16(acc), 0, y);
  float4 acc_2;
  float acc_3;
  const float4 bias_v_2 = vload4(0, bias + 16);
  acc_2 = bias_v_2;
  const float bias_v_3 = bias[20];
  acc_3 = bias_v_3;
  for (int i_2 = 0; i_2 < 33; i_2++) {
    __global const float *x_p_2 = x + i_2;
    const float x_v_2 = x_p_2[0];
    __global const float *weight_p_2 = weight + i_2 * 16;
    const float4 weight_v_2 = vload4(0, weight_p_2 + 528);
    acc_2 = fma((float4)(x_v_2), weight_v_2, acc_2);
    const float weight_v_3 = weight_p_2[532];
    acc_3 = fma(x_v_2, weight_v_3, acc_3);
  }
  vstore4(cnnc_tanh4(acc_2), 0, y + 16);
  y[20] = cnnc_tanh(acc_3);
  float8 acc_4;
  float2 acc_5;
  const float8 bias_2_v = vload8(0, bias_2);
  acc_4 = bias_2_v;
  const float2 bias_2_v_2 = vload2(0, bias_2 + 8);
  acc_5 = bias_2_v_2;
  for (int i_3 = 0; i_3 < 21; i_3++) {
    __global float *y_p = y + i_3;
    const float y_v = y_p[0];
    __global const float *weight_2_p = weight_2 + i_3 * 10;
    const float8 weight_2_v = vload8(0, weight_2_p);
    acc_4 = fma((float8)(y_v), weight_2_v, acc_4);
    const float2 weight_2_v_2 = vload2(0, weight_2_p + 8);
    acc_5 = fma((float2)(y_v), weight_2_v_2, acc_5);
  }
  vstore8(acc_4, 0, y_2);
  vstore2(acc_5, 0, y_2 + 8);
  float maximum;
  float sum;
  maximum = -INFINITY;
  for (int d1 = 0; d1 < 10; d1++) {
    __global float *y_2_p = y_2 + d1;
    const float y_2_v = y_2_p[0];
    maximum = cnnc_max(maximum, y_2_v);
  }
  sum = 0.0f;
  for (int d1_2 = 0; d1_2 < 10; d1_2++) {
    __global float *y_2_p_2 = y_2 + d1_2;
    const float y_2_v_2 = y_2_p_2[0];
    sum = sum + cnnc_exp(y_2_v_2 - maximum);
  }
  for (int d1_3 = 0; d1_3 < 10; d1_3++) {
    __global float *y_2_p_3 = y_2 + d1_3;
    const float y_2_v_3 = y_2_p_3[0];
    __global float *y_3_p = y_3 + d1_3;
    y_3_p[0] = cnnc_exp(y_2_v_3 - maximum) / sum;
  }
}

__kernel __attribute__((reqd_work_group_size(1, 1, 1)))
void linear_tanh_21_matvec_32_and_2_more(
    __global const uchar *restrict x_memory, const ulong x_at,
    __global const uchar *restrict weight_memory, const ulong weight_at,
    __global const uchar *restrict bias_memory, const ulong bias_at,
    __global uchar *restrict y_memory, const ulong y_at,
    __global const uchar *restrict weight_2_memory, const ulong weight_2_at,
    __global const uchar *restrict bias_2_memory, const ulong bias_2_at,
    __global uchar *restrict y_2_memory, const ulong y_2_at,
    __global uchar *restrict y_3_memory, const ulong y_3_at) {
  linear_tanh_21_matvec_32_and_2_more_item((int)get_global_id(0), x_memory, x_at, weight_memory, weight_at, bias_memory, bias_at, y_memory, y_at, weight_2_memory, weight_2_at, bias_2_memory, bias_2_at, y_2_memory, y_2_at, y_3_memory, y_3_at);
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
      linear_tanh_21_matvec_32_and_2_more_item(item, input0, input0_at, weights, 0, weights, 4224, workspace, 0, weights, 4352, weights, 5248, workspace, 128, output0, output0_at);
    }
    cnnc_meet(&team, 1);
  }
}
#endif
