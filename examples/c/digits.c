/*
 * Classifies a handwritten digit with LeNet-5, linked into the program. In this folder:
 *
 *   ../../cnnc compile ../lenet5/lenet5.cnn --emit a,h
 *   cc -O2 -Wall -o digits digits.c lenet5.a
 *   ./digits < seven.pgm
 *
 * The picture is a PGM file ("P5") of 28x28 grey pixels, white on black. There is nothing to
 * allocate: all sizes are in lenet5.h.
 */
#include <stdio.h>
#include "lenet5.h"

enum { PIXELS = LENET5_INPUT_IMAGE_ELEMENTS, CLASSES = LENET5_OUTPUT_SCORES_ELEMENTS };

static _Alignas(64) float image[PIXELS];
static _Alignas(64) float scores[CLASSES];
static _Alignas(64) unsigned char workspace[LENET5_WORKSPACE_BYTES];

static int read_picture(FILE *file) {
  unsigned char pixels[PIXELS];
  int width, height, most;
  if (fscanf(file, "P5 %d %d %d", &width, &height, &most) != 3) return 0;
  fgetc(file); /* the one white space before the pixels */
  if (width * height != PIXELS || most != 255 || fread(pixels, 1, PIXELS, file) != PIXELS) return 0;
  for (int i = 0; i < PIXELS; i++) image[i] = pixels[i] / 255.0f; /* from pixels(gray) in lenet5.cnn */
  return 1;
}

int main(void) {
  if (!read_picture(stdin)) {
    fputs("digits: standard input is no PGM picture of 28x28 pixels\n", stderr);
    return 1;
  }
  const void *inputs[] = {[LENET5_INPUT_IMAGE] = image};
  void *outputs[] = {[LENET5_OUTPUT_SCORES] = scores};
  cnnc_call call = {
    .inputs = inputs, .outputs = outputs, .workspace = workspace, .batch = 1, .threads = 1
  };
  int status = cnnc_model_v1_LeNet5.run(&call);
  if (status != 0) {
    fprintf(stderr, "digits: the model returned %d\n", status);
    return 1;
  }
  int best = 0;
  for (int c = 1; c < CLASSES; c++) {
    if (scores[c] > scores[best]) best = c;
  }
  printf("%d\n", best);
  return 0;
}
