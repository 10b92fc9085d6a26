// work_groups
#pragma OPENCL FP_CONTRACT OFF

// layer1.conv at net.cnn:7:3
__kernel __attribute__((reqd_work_group_size(1, 1, 1)))
void work_groups_part1(
    __global uchar *restrict z_memory, const ulong z_at) {
  __global float *z = (__global float *)(z_memory + z_at);
  const int item = (int)get_global_id(0);
  const int i = item;
  __global float *z_p = z + i * 10;
  z_p[8] = 1.0f;
  z_p[9] = 2.0f;
}

// layer1.conv at net.cnn:7:3
__kernel __attribute__((reqd_work_group_size(8, 1, 1)))
void work_groups_part2(
    __global const uchar *restrict x_memory, const ulong x_at,
    __global uchar *restrict z_memory, const ulong z_at) {
  __global const float *x = (__global const float *)(x_memory + x_at);
  __global float *z = (__global float *)(z_memory + z_at);
  __local float t[8];
  const int group = (int)get_group_id(0);
  const int item = (int)get_local_id(0);
  const int g = group;
  const int a = item / 4;
  const int b = item % 4;
  float acc, acc_2;
  acc = 0.0f;
  acc_2 = 0.0f;
  for (int k = 0; k < 2; k++) {
    __local float *t_p = t + (a * 4) + b;
    t_p[0] = (((k * 4) + b) < 5) ? x[((g * 5) + (k * 4)) + b] : 0.0f;
    barrier(CLK_LOCAL_MEM_FENCE | CLK_GLOBAL_MEM_FENCE);
    __local float *t_p_2 = t + (a * (-4)) + (b * (-1));
    const float t_v = t_p_2[7];
    acc = fma(t_v, 2.0f, acc);
    acc_2 = fma(t_v, 2.0f, acc_2);
    barrier(CLK_LOCAL_MEM_FENCE | CLK_GLOBAL_MEM_FENCE);
  }
  if (b < 2) {
    __global float *z_p = z + ((g * 10) + (a * 4)) + (b * 2);
    z_p[0] = acc;
    z_p[1] = acc_2;
  }
}
