/*
 * Lets a program take this machine for one with a matrix unit, beside the emulator that the unit is:
 * to be preloaded. /proc/cpuinfo has the flags of it, and the kernel's answer to who asks for
 * permission to use tiles is AMX_PERMISSION: "granted", or "refused". When a process ends, the file
 * AMX_COUNTS has what it did: requests for permission, configurations, releases, products.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { REQUEST_PERMISSION = 0x1023, TILE_DATA = 18 };

extern unsigned long amx_configurations, amx_releases, amx_products;

static unsigned long requests;

static int is_granted(void) {
  const char *permission = getenv("AMX_PERMISSION");
  return permission && !strcmp(permission, "granted");
}

long syscall(long number, ...) {
  static long (*next)(long, ...);
  if (!next) next = (long (*)(long, ...))dlsym(RTLD_NEXT, "syscall");
  long a[6];
  va_list values;
  va_start(values, number);
  for (int i = 0; i < 6; i++) a[i] = va_arg(values, long);
  va_end(values);
  if (number != SYS_arch_prctl || a[0] != REQUEST_PERMISSION || a[1] != TILE_DATA)
    return next(number, a[0], a[1], a[2], a[3], a[4], a[5]);
  requests++;
  if (is_granted()) return 0;
  errno = ENOTSUP;
  return -1;
}

/* Java asks for the address of what it calls, in a library that it names. */
void *dlsym(void *restrict library, const char *restrict name) {
  static void *(*next)(void *, const char *);
  if (!next) next = (void *(*)(void *, const char *))dlvsym(RTLD_NEXT, "dlsym", "GLIBC_2.2.5");
  return library != RTLD_NEXT && !strcmp(name, "syscall") ? (void *)syscall : next(library, name);
}

/* /proc/cpuinfo with two flags more in every line of flags. */
static int cpuinfo(int (*next)(const char *, int, ...)) {
  static char text[1 << 20], line[1 << 16];
  int file = next("/proc/cpuinfo", O_RDONLY), copy = memfd_create("cpuinfo", 0);
  ssize_t size = 0, part;
  while ((part = read(file, text + size, sizeof text - size)) > 0) size += part;
  close(file);
  FILE *lines = fmemopen(text, size, "r");
  while (fgets(line, sizeof line, lines)) {
    if (!strncmp(line, "flags", 5)) strcpy(strchr(line, '\n'), " amx_bf16 amx_tile\n");
    if (write(copy, line, strlen(line)) < 0) abort();
  }
  fclose(lines);
  lseek(copy, 0, SEEK_SET);
  return copy;
}

static int opened(const char *name, const char *path, int flags, int mode) {
  int (*next)(const char *, int, ...) = (int (*)(const char *, int, ...))dlsym(RTLD_NEXT, name);
  return strcmp(path, "/proc/cpuinfo") ? next(path, flags, mode) : cpuinfo(next);
}

int open(const char *path, int flags, ...) {
  va_list values;
  va_start(values, flags);
  int mode = va_arg(values, int);
  va_end(values);
  return opened("open", path, flags, mode);
}

int open64(const char *path, int flags, ...) {
  va_list values;
  va_start(values, flags);
  int mode = va_arg(values, int);
  va_end(values);
  return opened("open64", path, flags, mode);
}

__attribute__((destructor)) static void report(void) {
  const char *counts = getenv("AMX_COUNTS");
  FILE *file = counts ? fopen(counts, "w") : NULL;
  if (!file) return;
  fprintf(file, "%lu %lu %lu %lu\n", requests, amx_configurations, amx_releases, amx_products);
  fclose(file);
}
