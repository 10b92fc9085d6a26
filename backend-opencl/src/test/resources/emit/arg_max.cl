// arg_max
#pragma OPENCL FP_CONTRACT OFF

// layer1.conv at net.cnn:7:3
__kernel __attribute__((reqd_work_group_size(1, 1, 1)))
void arg_max(
    __global const uchar *restrict x_memory, const ulong x_at,
    __global uchar *restrict y_memory, const ulong y_at) {
  __global const float *x = (__global const float *)(x_memory + x_at);
  __global float *y = (__global float *)(y_memory + y_at);
  const int item = (int)get_global_id(0);
  const int r = item;
  float best;
  long at;
  __global const float *x_p = x + r * 7;
  const float x_v = x_p[0];
  best = x_v;
  at = 0;
  for (int c = 0; c < 7; c++) {
    __global const float *x_p_2 = x + (r * 7) + c;
    const float x_v_2 = x_p_2[0];
    if (x_v_2 > best) {
      best = x_v_2;
      at = c;
    }
  }
  __global const float *x_p_3 = x + (r * 7L) + at;
  const float x_v_3 = x_p_3[0];
  __global float *y_p = y + r;
  y_p[0] = convert_float(at) + x_v_3;
}
