/*
 * AMX on CPUs without it: handles the signal that its instructions raise there, does what they say,
 * and steps over them. To be linked into a program or preloaded. It knows ldtilecfg, sttilecfg,
 * tilerelease, tilezero, tileloadd, tileloaddt1, tilestored and tdpbf16ps, as Intel's manual (volume
 * 2) describes them; what the hardware refuses ends the process with a message that says why.
 *
 * Compile without -ffast-math; the sums need one rounding for each multiply-add.
 */
#define _GNU_SOURCE
#include <immintrin.h>
#include <math.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <ucontext.h>

enum { TILES = 8, ROWS = 16, ROW_BYTES = 64, PAIR_BYTES = 4 };

/* Inputs and results that are denormal are zeros, whatever the thread's own state says. */
enum { DENORMALS_ARE_ZERO = 0x0040, FLUSH_TO_ZERO = 0x8000, MASKED_TO_NEAREST = 0x1f80 };

/* What ldtilecfg reads. */
typedef struct configuration {
  uint8_t palette, start_row, reserved[14];
  uint16_t row_bytes[16];
  uint8_t rows[16];
} configuration;
_Static_assert(sizeof(configuration) == 64, "the format of ldtilecfg");

typedef union tile {
  uint8_t bytes[ROWS][ROW_BYTES];
  float floats[ROWS][ROW_BYTES / sizeof(float)];
  uint16_t bfloats[ROWS][ROW_BYTES / sizeof(uint16_t)];
} tile;

static __thread configuration shape;
static __thread tile tiles[TILES];

/* How many instructions of a kind a program ran: what a test may ask for. */
unsigned long amx_configurations, amx_releases, amx_products;

static struct sigaction otherwise;

__attribute__((noreturn, format(printf, 1, 2))) static void refuse(const char *format, ...) {
  char message[200];
  va_list values;
  va_start(values, format);
  vsnprintf(message, sizeof message, format, values);
  va_end(values);
  fprintf(stderr, "amx: %s\n", message);
  abort();
}

/* An instruction behind its prefix VEX.128.0F38.W0. */
typedef struct instruction {
  int prefix;                /* 0: none, 1: 66, 2: F3, 3: F2 */
  int opcode;
  int mod, reg, rm, vvvv;
  uint8_t *address;          /* of the operand in memory, the index left out where there is a sib byte */
  int has_sib;
  int64_t stride;            /* the scaled index */
  int length;
} instruction;

static int64_t value_of(const ucontext_t *context, int number) {
  static const int registers[16] = {REG_RAX, REG_RCX, REG_RDX, REG_RBX, REG_RSP, REG_RBP, REG_RSI, REG_RDI,
                                    REG_R8,  REG_R9,  REG_R10, REG_R11, REG_R12, REG_R13, REG_R14, REG_R15};
  return context->uc_mcontext.gregs[registers[number]];
}

static int32_t displacement_at(const uint8_t *code) {
  int32_t displacement;
  memcpy(&displacement, code, sizeof displacement);
  return displacement;
}

static void decode_memory(const uint8_t *code, const ucontext_t *context, instruction *i) {
  int high_index = !(code[1] & 0x40) * 8, high_base = !(code[1] & 0x20) * 8;
  int64_t address = 0;
  int rip_relative = i->mod == 0 && i->rm == 5, has_base = !rip_relative;
  i->has_sib = i->rm == 4;
  if (i->has_sib) {
    int sib = code[i->length++];
    int index = (sib >> 3 & 7) + high_index;
    i->stride = index == 4 ? 0 : (int64_t)((uint64_t)value_of(context, index) << (sib >> 6));
    has_base = !(i->mod == 0 && (sib & 7) == 5);
    if (has_base) address = value_of(context, (sib & 7) + high_base);
  } else if (has_base) {
    address = value_of(context, i->rm + high_base);
  }
  if (i->mod == 1) {
    address += (int8_t)code[i->length++];
  } else if (i->mod == 2 || !has_base) {
    address += displacement_at(code + i->length);
    i->length += 4;
  }
  if (rip_relative) address += (int64_t)(code + i->length);
  i->address = (uint8_t *)address;
}

/* Whether the code is an instruction of the map in which those of AMX are. */
static int decode(const uint8_t *code, const ucontext_t *context, instruction *i) {
  if (code[0] != 0xc4 || (code[1] & 0x1f) != 2 || (code[2] & 0x84)) return 0;
  *i = (instruction){.prefix = code[2] & 3, .opcode = code[3], .length = 5};
  i->vvvv = ~code[2] >> 3 & 15;
  i->mod = code[4] >> 6;
  i->reg = (code[4] >> 3 & 7) + !(code[1] & 0x80) * 8;
  i->rm = code[4] & 7;
  if (i->mod != 3) decode_memory(code, context, i);
  return 1;
}

static tile *configured(const char *name, int number) {
  if (shape.palette == 0) refuse("%s where no tiles are configured", name);
  if (number >= TILES || shape.rows[number] == 0) refuse("%s of tile %d, which is not configured", name, number);
  return &tiles[number];
}

static void configure(const uint8_t *memory) {
  configuration next;
  memcpy(&next, memory, sizeof next);
  if (next.palette > 1) refuse("ldtilecfg of palette %d", next.palette);
  if (next.start_row != 0) refuse("ldtilecfg with the start row %d, which is not emulated", next.start_row);
  for (int i = 0; i < 14; i++)
    if (next.reserved[i]) refuse("ldtilecfg with reserved byte %d", i);
  for (int t = 0; t < 16; t++) {
    int rows = next.rows[t], bytes = next.row_bytes[t];
    if (t >= TILES && (rows || bytes)) refuse("ldtilecfg of tile %d", t);
    if (rows > ROWS || bytes > ROW_BYTES || !rows != !bytes) refuse("ldtilecfg of %d rows of %d bytes", rows, bytes);
  }
  if (next.palette == 0) memset(&next, 0, sizeof next);
  shape = next;
  memset(tiles, 0, sizeof tiles);
  __atomic_fetch_add(&amx_configurations, 1, __ATOMIC_RELAXED);
}

static void load(const instruction *i) {
  tile *to = configured("tileloadd", i->reg);
  memset(to, 0, sizeof *to);
  for (int row = 0; row < shape.rows[i->reg]; row++)
    memcpy(to->bytes[row], i->address + row * i->stride, shape.row_bytes[i->reg]);
}

static void store(const instruction *i) {
  const tile *from = configured("tilestored", i->reg);
  for (int row = 0; row < shape.rows[i->reg]; row++)
    memcpy(i->address + row * i->stride, from->bytes[row], shape.row_bytes[i->reg]);
}

static float widened(uint16_t bfloat) {
  uint32_t bits = (uint32_t)bfloat << 16;
  float value;
  memcpy(&value, &bits, sizeof value);
  return value;
}

/* The even and the odd elements of pairs are summed apart, from zero, and then added to the old sum. */
__attribute__((noinline)) static void multiply(int sums, int left, int right) {
  tile *c = configured("tdpbf16ps", sums);
  const tile *a = configured("tdpbf16ps", left), *b = configured("tdpbf16ps", right);
  if (sums == left || sums == right || left == right) refuse("tdpbf16ps of tiles %d, %d, %d", sums, left, right);
  int pairs = shape.row_bytes[left] / PAIR_BYTES, columns = shape.row_bytes[sums] / PAIR_BYTES;
  if (shape.row_bytes[sums] % PAIR_BYTES || shape.row_bytes[left] % PAIR_BYTES ||
      shape.row_bytes[right] != shape.row_bytes[sums] || shape.rows[sums] != shape.rows[left] ||
      shape.rows[right] != pairs)
    refuse("tdpbf16ps of tiles of %dx%d, %dx%d and %dx%d bytes", shape.rows[sums], shape.row_bytes[sums],
           shape.rows[left], shape.row_bytes[left], shape.rows[right], shape.row_bytes[right]);
  for (int m = 0; m < shape.rows[sums]; m++) {
    for (int n = 0; n < columns; n++) {
      float even = 0, odd = 0;
      for (int k = 0; k < pairs; k++) {
        even = fmaf(widened(a->bfloats[m][2 * k]), widened(b->bfloats[k][2 * n]), even);
        odd = fmaf(widened(a->bfloats[m][2 * k + 1]), widened(b->bfloats[k][2 * n + 1]), odd);
      }
      c->floats[m][n] += even + odd;
    }
  }
  __atomic_fetch_add(&amx_products, 1, __ATOMIC_RELAXED);
}

/* Whether it was an instruction of AMX. */
static int execute(const instruction *i) {
  enum { NONE, P66, PF3, PF2 };
  int in_memory = i->mod != 3, key = i->opcode << 4 | i->prefix << 1 | in_memory;
  if (i->opcode != 0x5c && i->vvvv != 0) return 0;
  switch (key) {
    case 0x49 << 4 | NONE << 1 | 1: configure(i->address); return 1;
    case 0x49 << 4 | P66 << 1 | 1: memcpy(i->address, &shape, sizeof shape); return 1;
    case 0x49 << 4 | NONE << 1 | 0:
      memset(&shape, 0, sizeof shape);
      memset(tiles, 0, sizeof tiles);
      __atomic_fetch_add(&amx_releases, 1, __ATOMIC_RELAXED);
      return 1;
    case 0x49 << 4 | PF2 << 1 | 0: memset(configured("tilezero", i->reg), 0, sizeof(tile)); return 1;
    case 0x4b << 4 | PF2 << 1 | 1:
    case 0x4b << 4 | P66 << 1 | 1: load(i); return i->has_sib;
    case 0x4b << 4 | PF3 << 1 | 1: store(i); return i->has_sib;
    case 0x5c << 4 | PF3 << 1 | 0: multiply(i->reg, i->rm, i->vvvv); return 1;
    default: return 0;
  }
}

static void handle(int signal, siginfo_t *information, void *context) {
  ucontext_t *thread = context;
  instruction i;
  _mm_setcsr(MASKED_TO_NEAREST | DENORMALS_ARE_ZERO | FLUSH_TO_ZERO);
  if (decode((const uint8_t *)thread->uc_mcontext.gregs[REG_RIP], thread, &i) && execute(&i)) {
    thread->uc_mcontext.gregs[REG_RIP] += i.length;
  } else if (otherwise.sa_flags & SA_SIGINFO) {
    otherwise.sa_sigaction(signal, information, context);
  } else {
    refuse("no instruction of AMX");
  }
}

__attribute__((constructor)) static void install(void) {
  struct sigaction action = {.sa_sigaction = handle, .sa_flags = SA_SIGINFO | SA_NODEFER};
  if (sigaction(SIGILL, &action, &otherwise)) refuse("no handler of SIGILL");
}
