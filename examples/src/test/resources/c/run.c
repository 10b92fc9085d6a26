/* run THREADS BATCH INPUT... OUTPUT=BYTES...: runs the model MODEL of the header HEADER on files of raw elements. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include HEADER

enum { MOST = 64 };

static const void *inputs[MOST];
static void *outputs[MOST];
static _Alignas(64) char barrier[64 * (2 + MOST)];
static cnnc_call calls[MOST];
static int32_t statuses[MOST];

static void *aligned(size_t bytes) {
  void *memory = aligned_alloc(64, (bytes / 64 + 1) * 64);
  if (!memory) exit(90);
  memset(memory, 0xff, bytes);
  return memory;
}

static void *read_file(const char *name) {
  FILE *file = fopen(name, "rb");
  if (!file || fseek(file, 0, SEEK_END)) exit(91);
  size_t bytes = ftell(file);
  void *memory = aligned(bytes);
  rewind(file);
  if (fread(memory, 1, bytes, file) != bytes) exit(92);
  fclose(file);
  return memory;
}

static void write_file(const char *name, const void *memory, size_t bytes) {
  FILE *file = fopen(name, "wb");
  if (!file || fwrite(memory, 1, bytes, file) != bytes || fclose(file)) exit(93);
}

static void *call(void *number) {
  size_t n = (size_t)number;
  statuses[n] = MODEL.run(&calls[n]);
  return NULL;
}

int main(int argc, char **argv) {
  int threads = atoi(argv[1]);
  int first_output = 3;
  for (; first_output < argc && !strchr(argv[first_output], '='); first_output++)
    inputs[first_output - 3] = read_file(argv[first_output]);
  for (int i = first_output; i < argc; i++) {
    char *equals = strchr(argv[i], '=');
    *equals = 0;
    outputs[i - first_output] = aligned(atoll(equals + 1));
  }
  void *workspace = aligned(MODEL.workspace_bytes);
  pthread_t others[MOST];
  for (size_t t = 0; t < (size_t)threads; t++)
    calls[t] = (cnnc_call){inputs, outputs, workspace, NULL, atoll(argv[2]), (int32_t)t, threads, barrier};
  for (size_t t = 1; t < (size_t)threads; t++)
    if (pthread_create(&others[t], NULL, call, (void *)t)) return 94;
  call(0);
  for (int t = 1; t < threads; t++) pthread_join(others[t], NULL);
  for (int t = 0; t < threads; t++)
    if (statuses[t]) return statuses[t];
  for (int i = first_output; i < argc; i++)
    write_file(argv[i], outputs[i - first_output], atoll(argv[i] + strlen(argv[i]) + 1));
  return 0;
}
