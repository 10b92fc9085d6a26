// The rates of f32, bf16 and int8 dot products on a core with AVX-512: the tile of 6 pixels by 4 vectors of channels that convolutions
// keep in registers, once without loads, and with its weights from the first, second and third cache. Kinds take turns.
#include <immintrin.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { PIXELS = 6, VECTORS = 4, ROUNDS = 31, SUMS = PIXELS * VECTORS };

#define TILE(NAME, SUM, ZERO, STEP)                                                                        \
  /* `steps` steps, over and over the `length` vectors of weights; none, and a step reads nothing. */      \
  __attribute__((noinline)) static void NAME(const __m512i *weights, long length, const int *pixels,       \
                                             long steps, __m512i *results) {                               \
    SUM sum[SUMS];                                                                                         \
    _Pragma("GCC unroll 24") for (int i = 0; i < SUMS; i++) {                                              \
      sum[i] = ZERO;                                                                                       \
      __asm__ volatile("" : "+v"(sum[i]));  /* or equal sums would become one */                           \
    }                                                                                                      \
    __m512i w[VECTORS];                                                                         \
    _Pragma("GCC unroll 4") for (int v = 0; v < VECTORS; v++) w[v] = weights[v];                                                   \
    if (length == 0) {                                                                                     \
      for (long s = 0; s < steps; s++) {                                                                   \
        __asm__ volatile("" : "+v"(w[0]), "+v"(w[1]));                                                     \
        _Pragma("GCC unroll 24") for (int i = 0; i < SUMS; i++) STEP(sum[i], w[1], w[0]);                  \
      }                                                                                                    \
    } else {                                                                                               \
      for (long s = 0, at = 0; s < steps; s++, at = at + VECTORS == length ? 0 : at + VECTORS) {           \
        _Pragma("GCC unroll 4") for (int v = 0; v < VECTORS; v++) w[v] = _mm512_load_si512(weights + at + v); \
        _Pragma("GCC unroll 6") for (int p = 0; p < PIXELS; p++) {                                         \
          __m512i pixel = _mm512_set1_epi32(pixels[(s & 63) * PIXELS + p]);                                \
          _Pragma("GCC unroll 4") for (int v = 0; v < VECTORS; v++)                                        \
              STEP(sum[p * VECTORS + v], pixel, w[v]);                                                     \
        }                                                                                                  \
      }                                                                                                    \
    }                                                                                                      \
    _Pragma("GCC unroll 24") for (int i = 0; i < SUMS; i++) memcpy(results + i, sum + i, sizeof *results);                          \
  }

#define F32(S, X, W) S = _mm512_fmadd_ps(_mm512_castsi512_ps(X), _mm512_castsi512_ps(W), S)
#define BF16(S, X, W) S = _mm512_dpbf16_ps(S, (__m512bh)(X), (__m512bh)(W))
#define INT8(S, X, W) S = _mm512_dpbusd_epi32(S, X, W)
TILE(f32, __m512, _mm512_setzero_ps(), F32)
TILE(bf16, __m512, _mm512_setzero_ps(), BF16)
TILE(int8, __m512i, _mm512_setzero_si512(), INT8)

typedef void (*Tile)(const __m512i *, long, const int *, long, __m512i *);
static const struct {
  const char *name;
  Tile run;
  int products;  // of one element of a vector
} kinds[] = {{"f32", f32, 1}, {"bf16", bf16, 2}, {"int8", int8, 4}};
static const struct {
  const char *name;
  long bytes;
} places[] = {{"registers", 0}, {"L1", 16 << 10}, {"L2", 512 << 10}, {"L3", 8 << 20}};

static double seconds(void) {
  struct timespec t;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
  return t.tv_sec + t.tv_nsec * 1e-9;
}

static int ascending(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

int main(void) {
  if (!__builtin_cpu_supports("avx512bf16") || !__builtin_cpu_supports("avx512vnni")) {
    fputs("peaks: needs a CPU with AVX512_BF16 and AVX512_VNNI\n", stderr);
    return 1;
  }
  enum { KINDS = sizeof kinds / sizeof *kinds, PLACES = sizeof places / sizeof *places };
  static double rates[PLACES][KINDS][ROUNDS];
  static int pixels[64 * PIXELS];
  __m512i results[SUMS];
  __m512i *weights = aligned_alloc(4096, places[PLACES - 1].bytes);
  memset(weights, 0, places[PLACES - 1].bytes);  // zeros: no denormals, no power limit by toggling bits
  const long steps = 1 << 17;
  for (int round = -1; round < ROUNDS; round++)
    for (int p = 0; p < PLACES; p++)
      for (int k = 0; k < KINDS; k++) {
        double start = seconds();
        kinds[k].run(weights, places[p].bytes / 64, pixels, steps, results);
        double rate = 2.0 * steps * SUMS * 16 * kinds[k].products / (seconds() - start) * 1e-9;
        if (round >= 0) rates[p][k][round] = rate;
      }
  puts("weights in  kind    Gop/s  (quartiles)       of f32");
  for (int p = 0; p < PLACES; p++)
    for (int k = 0; k < KINDS; k++) {
      double *r = rates[p][k];
      qsort(r, ROUNDS, sizeof *r, ascending);
      printf("%-10s  %-4s  %7.0f  (%.0f-%.0f)%*s  %.2f\n", places[p].name, kinds[k].name, r[ROUNDS / 2], r[ROUNDS / 4],
             r[3 * ROUNDS / 4], 4, "", r[ROUNDS / 2] / rates[p][0][ROUNDS / 2]);
    }
  return 0;
}
