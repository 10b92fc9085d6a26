#include <stdint.h>

typedef struct cnnc_call {
  const void *const *inputs;  /* in manifest order, 64-byte aligned, row-major, images one after another */
  void *const *outputs;       /* likewise */
  void *workspace;            /* cnnc_model.workspace_bytes, 64-byte aligned; may be NULL if that is 0 */
  const void *weights;        /* NULL when the weights are in the library; else the mapped file, 64-byte aligned */
  int64_t batch;              /* how many images; >= 0 */
  int32_t thread, threads;    /* this caller's number in [0, threads), and how many callers run this call together */
  void *barrier;              /* 64 * (2 + threads) bytes, 64-byte aligned, shared by the callers; may be NULL when threads == 1 */
} cnnc_call;

typedef struct cnnc_picture {
  int64_t row_bytes;              /* from a row to the next one; negative where the rows begin at the bottom */
  int32_t width, height;          /* pixels; at most 2^28 together */
  int32_t pixel_bytes;            /* from a pixel to the next one in its row */
  int32_t red, green, blue;       /* where in a pixel its samples are; the same three times where it is grey */
  int64_t scratch_bytes;          /* how much there is of the following */
  void *scratch;                  /* 64-byte aligned; may be NULL if that is 0 */
} cnnc_picture;

typedef struct cnnc_model {
  uint32_t abi;               /* 1 */
  uint32_t manifest_bytes;    /* without the final NUL */
  const char *manifest;       /* the same JSON as in the file, NUL-terminated */
  uint64_t workspace_bytes;
  int32_t (*run)(const cnnc_call *);
  /* Only where the manifest has an input with "compiled": true. */
  int64_t (*prepare)(int32_t input, const uint8_t *samples, const cnnc_picture *, float *image);
} cnnc_model;
