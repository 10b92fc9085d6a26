// guarded_lanes
#pragma OPENCL FP_CONTRACT OFF

// layer1.conv at net.cnn:7:3
__kernel __attribute__((reqd_work_group_size(1, 1, 1)))
void guarded_lanes(
    __global const uchar *restrict x_memory, const ulong x_at,
    __global uchar *restrict y_memory, const ulong y_at) {
  __global const float *x = (__global const float *)(x_memory + x_at);
  __global float *y = (__global float *)(y_memory + y_at);
  const int item = (int)get_global_id(0);
  vstore8((float8)(0.0f, x[0], x[1], x[2], x[3], x[4], x[5], x[6]), 0, y);
  const float2 x_v = vload2(0, x + 7);
  vstore2(x_v, 0, y + 8);
}
