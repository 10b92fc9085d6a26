/* Tiles by the compiler's intrinsics, beside plain loops. Prints what differs, or nothing. */
#include <immintrin.h>
#include <math.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

extern unsigned long amx_configurations, amx_releases, amx_products;

typedef struct shapes {
  uint8_t palette, start_row, reserved[14];
  uint16_t row_bytes[16];
  uint8_t rows[16];
} shapes;

/* Tile 0 has the sums of tiles 1 and 2, M x N by M x 2K and 2K x N. */
static shapes product(int m, int n, int k) {
  return (shapes){.palette = 1, .row_bytes = {4 * n, 4 * k, 4 * n}, .rows = {m, m, k}};
}

static uint16_t narrowed(float value) {
  uint32_t bits;
  memcpy(&bits, &value, sizeof bits);
  return bits >> 16;
}

static uint16_t left[16][40], right[16][48];
static float sums[16][24];

/* Whole numbers, whose sums are exact in whatever order. */
static int multiplies(unsigned seed, int m, int n, int k) {
  srand(seed);
  float a[16][32], b[16][32], expected[16][16];
  for (int i = 0; i < m; i++)
    for (int j = 0; j < 2 * k; j++) left[i][j] = narrowed(a[i][j] = rand() % 31 - 15);
  for (int i = 0; i < k; i++)
    for (int j = 0; j < 2 * n; j++) right[i][j] = narrowed(b[i][j] = rand() % 31 - 15);
  for (int i = 0; i < m; i++)
    for (int j = 0; j < n; j++) {
      expected[i][j] = sums[i][j] = rand() % 100;
      for (int c = 0; c < 2 * k; c++) expected[i][j] += a[i][c] * b[c / 2][2 * j + c % 2];
    }
  shapes shape = product(m, n, k), stored;
  _tile_loadconfig(&shape);
  _tile_storeconfig(&stored);
  if (memcmp(&shape, &stored, sizeof shape)) return printf("the configuration is another\n"), 1;
  _tile_loadd(0, sums, sizeof *sums);
  _tile_loadd(1, left, sizeof *left);
  _tile_stream_loadd(2, right, sizeof *right);
  _tile_dpbf16ps(0, 1, 2);
  memset(sums, 0x77, sizeof sums);
  _tile_stored(0, sums, sizeof *sums);
  _tile_release();
  for (int i = 0; i < 16; i++)
    for (int j = 0; j < 24; j++) {
      float untouched;
      memset(&untouched, 0x77, sizeof untouched);
      float want = i < m && j < n ? expected[i][j] : untouched;
      if (sums[i][j] != want) return printf("%dx%dx%d, %d %d: %g, not %g\n", m, n, k, i, j, sums[i][j], want), 1;
    }
  return 0;
}

/* The sum of one pair of products and of what was there. */
static float pair(float c, float a0, float b0, float a1, float b1) {
  shapes shape = product(1, 1, 1);
  uint16_t a[2] = {narrowed(a0), narrowed(a1)}, b[2] = {narrowed(b0), narrowed(b1)};
  _tile_loadconfig(&shape);
  _tile_loadd(0, &c, 4);
  _tile_loadd(1, a, 4);
  _tile_loadd(2, b, 4);
  _tile_dpbf16ps(0, 1, 2);
  _tile_stored(0, &c, 4);
  _tile_release();
  return c;
}

static int is(const char *what, float actual, float expected) {
  if (!memcmp(&actual, &expected, sizeof actual) || (isnan(actual) && isnan(expected))) return 0;
  return printf("%s: %a, not %a\n", what, actual, expected), 1;
}

static int numbers(void) {
  float denormal = 0x1p-130f;
  return is("a pair before the sum", pair(-0x1p24f, 0x1p12f, 0x1p12f, 1, 1), 0) +
         is("ties to even", pair(0x1p24f, 1, 1, 0, 0), 0x1p24f) + is("ties to even", pair(0x1p24f, 1, 3, 0, 0), 0x1p24f + 4) +
         is("denormals that are read", pair(1, denormal, 0x1p126f, 0, 0), 1) +
         is("denormals that are added", pair(denormal, 0, 0, 0, 0), 0) +
         is("denormal results", pair(0, 0x1p-70f, 0x1p-70f, 0, 0), 0) + is("overflow", pair(0, 0x1p100f, 0x1p100f, 0, 0), INFINITY) +
         is("no number", pair(0, INFINITY, 0, 0, 0), NAN);
}

/* Two threads, each with tiles of its own. */
static void *alone(void *failures) {
  for (unsigned i = 0; i < 200; i++) *(float *)failures += is("threads", pair(i, i % 8, 2, 1, 1), i + i % 8 * 2 + 1);
  return NULL;
}

static int threads(void) {
  pthread_t other;
  float here = 0, there = 0;
  if (pthread_create(&other, NULL, alone, &there)) return 1;
  alone(&here);
  pthread_join(other, NULL);
  return here + there != 0;
}

static void unconfigured(void) { _tile_zero(3); }

static void unequal(void) {
  shapes shape = product(16, 16, 16);
  shape.rows[2] = 15;
  _tile_loadconfig(&shape);
  _tile_dpbf16ps(0, 1, 2);
}

static void same(void) {
  shapes shape = product(16, 16, 16);
  _tile_loadconfig(&shape);
  /* tdpbf16ps tmm0, tmm1, tmm1, which the assembler refuses as well. */
  __asm__ volatile(".byte 0xc4, 0xe2, 0x72, 0x5c, 0xc1");
}

static void too_high(void) {
  shapes shape = product(17, 16, 16);
  _tile_loadconfig(&shape);
}

static void released(void) {
  shapes shape = product(16, 16, 16);
  _tile_loadconfig(&shape);
  _tile_release();
  _tile_loadd(0, sums, 64);
}

/* What the hardware refuses ends the process. */
static int refused(const char *what, void (*code)(void)) {
  fflush(stdout);
  pid_t child = fork();
  if (child == 0) {
    fclose(stderr);
    code();
    _exit(0);
  }
  int status;
  waitpid(child, &status, 0);
  return WIFSIGNALED(status) ? 0 : (printf("%s is not refused\n", what), 1);
}

int main(void) {
  int failures = 0;
  for (unsigned seed = 1; seed <= 40; seed++) {
    srand(seed);
    int m = 1 + rand() % 16, n = 1 + rand() % 16, k = 1 + rand() % 16;
    failures += multiplies(seed, m, n, k);
  }
  failures += multiplies(0, 16, 16, 16) + numbers() + threads();
  if (amx_configurations != amx_releases || amx_products == 0) failures += printf("wrong counts\n");
  failures += refused("a tile without a configuration", unconfigured) + refused("tiles of other shapes", unequal) +
              refused("a product of a tile with itself", same) + refused("a tile of 17 rows", too_high) +
              refused("a tile after its release", released);
  return failures != 0;
}
