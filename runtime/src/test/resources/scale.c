/*
 * A model as the compiler would make it: image f32[N,4] -> scores f32[N,4], scores = FACTOR * image.
 * Between the two halves of the work every thread needs what the others wrote, so a wrong barrier,
 * thread number or workspace gives wrong scores.
 *
 * Compile with -DFACTOR=2 -DWORKSPACE=16, the cnnc.h of docs/ABI.md, and a manifest.h that defines
 * MANIFEST (a string).
 */
#include <sched.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

#include "cnnc.h"
#include "manifest.h"

enum { WIDTH = 4 };

typedef struct barrier {
  _Atomic int32_t arrived;
  _Atomic int32_t round;
} barrier;

static void meet(const cnnc_call *call) {
  if (call->threads == 1) return;
  barrier *b = call->barrier;
  int32_t round = atomic_load(&b->round);
  if (atomic_fetch_add(&b->arrived, 1) + 1 == call->threads) {
    atomic_store(&b->arrived, 0);
    atomic_store(&b->round, round + 1);
  } else {
    for (int spins = 0; atomic_load(&b->round) == round; spins++) {
      if (spins > 1000) sched_yield();
    }
  }
}

static int32_t run(const cnnc_call *call) {
  if (call->threads < 1 || call->thread < 0 || call->thread >= call->threads) return 1;
  if (call->batch < 0) return 2;
  if (!call->inputs || !call->outputs || !call->workspace) return 3;
  if (call->threads > 1 && !call->barrier) return 3;
#ifdef EXTERNAL_WEIGHTS
  if (!call->weights) return 3;
  const float factor = *(const float *)call->weights;
#else
  if (call->weights) return 99;
  const float factor = FACTOR;
#endif
  const float *image = call->inputs[0];
  float *scores = call->outputs[0];
  float *scratch = call->workspace;
  if (((uintptr_t)image | (uintptr_t)scores | (uintptr_t)scratch) % 64) return 98;
  for (int64_t n = 0; n < call->batch; n++) {
    for (int i = call->thread; i < WIDTH; i += call->threads) scratch[i] = factor * image[n * WIDTH + i];
    meet(call);
    for (int i = call->thread; i < WIDTH; i += call->threads) {
      int other = WIDTH - 1 - i;
      scores[n * WIDTH + other] = scratch[other];
    }
    meet(call);
  }
  return 0;
}

__attribute__((visibility("default"))) const cnnc_model cnnc_model_v1 = {
    1, sizeof(MANIFEST) - 1, MANIFEST, WORKSPACE, run};
