package org.cnnc.examples;

import static org.cnnc.examples.StateDict.assertHas;

import org.junit.jupiter.api.Test;

/** What {@link TorchvisionTest} says, of the models for small machines. */
class TorchvisionMobileTest {
  @Test
  void mobileNetV2() {
    StateDict weights = new StateDict();
    normalized(weights, "features.0", 3, 32, 3);
    int in = 32;
    int k = 1;
    for (int[] stage :
        new int[][] {
          {1, 16, 1}, {6, 24, 2}, {6, 32, 3}, {6, 64, 4}, {6, 96, 3}, {6, 160, 3}, {6, 320, 1}
        }) {
      for (int i = 0; i < stage[2]; i++) {
        String name = "features.%d.conv.".formatted(k++);
        int hidden = in * stage[0];
        int j = 0;
        if (hidden != in) {
          normalized(weights, name + j++, in, hidden, 1);
        }
        normalized(weights, name + j++, 1, hidden, 3);
        weights.convolution(name + j++, hidden, stage[1], 1).batchNorm(name + j, stage[1]);
        in = stage[1];
      }
    }
    normalized(weights, "features.18", 320, 1280, 1);
    assertHas(
        weights.linear("classifier.1", 1280, 1000), "mobilenet_v2/mobilenet_v2.cnn", "MobileNetV2");
  }

  @Test
  void mobileNetV3Large() {
    StateDict weights = new StateDict();
    normalized(weights, "features.0", 3, 16, 3);
    // Kernel, expanded channels, channels, those after the squeeze or 0.
    int[][] blocks = {
      {3, 16, 16, 0},
      {3, 64, 24, 0},
      {3, 72, 24, 0},
      {5, 72, 40, 24},
      {5, 120, 40, 32},
      {5, 120, 40, 32},
      {3, 240, 80, 0},
      {3, 200, 80, 0},
      {3, 184, 80, 0},
      {3, 184, 80, 0},
      {3, 480, 112, 120},
      {3, 672, 112, 168},
      {5, 672, 160, 168},
      {5, 960, 160, 240},
      {5, 960, 160, 240}
    };
    int in = 16;
    for (int i = 0; i < blocks.length; i++) {
      int[] b = blocks[i];
      expanded(weights, "features.%d.block.".formatted(i + 1), in, b[1], b[2], b[0], b[3]);
      in = b[2];
    }
    normalized(weights, "features.16", 160, 960, 1);
    weights.linear("classifier.0", 960, 1280).linear("classifier.3", 1280, 1000);
    assertHas(weights, "mobilenet_v3/mobilenet_v3.cnn", "MobileNetV3Large");
  }

  @Test
  void efficientNetB0() {
    StateDict weights = new StateDict();
    normalized(weights, "features.0", 3, 32, 3);
    // Expansion, kernel, channels, blocks.
    int[][] stages = {
      {1, 3, 16, 1},
      {6, 3, 24, 2},
      {6, 5, 40, 2},
      {6, 3, 80, 3},
      {6, 5, 112, 3},
      {6, 5, 192, 4},
      {6, 3, 320, 1}
    };
    int in = 32;
    for (int stage = 1; stage <= 7; stage++) {
      int[] s = stages[stage - 1];
      for (int i = 0; i < s[3]; i++) {
        String name = "features.%d.%d.block.".formatted(stage, i);
        expanded(weights, name, in, in * s[0], s[2], s[1], in / 4);
        in = s[2];
      }
    }
    normalized(weights, "features.8", 320, 1280, 1);
    assertHas(
        weights.linear("classifier.1", 1280, 1000),
        "efficientnet/efficientnet.cnn",
        "EfficientNetB0");
  }

  @Test
  void shuffleNetV2() {
    StateDict weights = new StateDict();
    normalized(weights, "conv1", 3, 24, 3);
    int[] depths = {4, 8, 4};
    int in = 24;
    for (int stage = 2; stage <= 4; stage++) {
      int half = 29 << (stage - 1);
      for (int i = 0; i < depths[stage - 2]; i++) {
        String name = "stage%d.%d.".formatted(stage, i);
        int seen = i == 0 ? in : half;
        if (i == 0) {
          weights
              .convolution(name + "branch1.0", 1, in, 3)
              .batchNorm(name + "branch1.1", in)
              .convolution(name + "branch1.2", in, half, 1)
              .batchNorm(name + "branch1.3", half);
        }
        weights
            .convolution(name + "branch2.0", seen, half, 1)
            .batchNorm(name + "branch2.1", half)
            .convolution(name + "branch2.3", 1, half, 3)
            .batchNorm(name + "branch2.4", half)
            .convolution(name + "branch2.5", half, half, 1)
            .batchNorm(name + "branch2.6", half);
        in = 2 * half;
      }
    }
    normalized(weights, "conv5", 464, 1024, 1);
    assertHas(
        weights.linear("fc", 1024, 1000), "shufflenet_v2/shufflenet_v2.cnn", "ShuffleNetV2x10");
  }

  /** The blocks of MobileNetV3 and of EfficientNet. */
  private static void expanded(
      StateDict weights, String name, int in, int hidden, int out, int kernel, int squeezed) {
    int j = 0;
    if (hidden != in) {
      normalized(weights, name + j++, in, hidden, 1);
    }
    normalized(weights, name + j++, 1, hidden, kernel);
    if (squeezed > 0) {
      weights
          .biasedConvolution(name + j + ".fc1", hidden, squeezed, 1)
          .biasedConvolution(name + j++ + ".fc2", squeezed, hidden, 1);
    }
    normalized(weights, name + j, hidden, out, 1);
  }

  /** torchvision's {@code Conv2dNormActivation}. */
  private static void normalized(StateDict weights, String name, int in, int out, int kernel) {
    weights.convolution(name + ".0", in, out, kernel).batchNorm(name + ".1", out);
  }
}
