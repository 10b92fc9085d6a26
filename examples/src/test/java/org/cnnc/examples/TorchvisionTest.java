package org.cnnc.examples;

import static org.cnnc.examples.StateDict.assertHas;

import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The weights of the models that torchvision has too bear the names and the shapes of its {@code
 * state_dict}s, so that its safetensors load unchanged.
 */
class TorchvisionTest {
  @Test
  void alexNet() {
    assertHas(
        new StateDict()
            .biasedConvolution("features.0", 3, 64, 11)
            .biasedConvolution("features.3", 64, 192, 5)
            .biasedConvolution("features.6", 192, 384, 3)
            .biasedConvolution("features.8", 384, 256, 3)
            .biasedConvolution("features.10", 256, 256, 3)
            .linear("classifier.1", 256 * 6 * 6, 4096)
            .linear("classifier.4", 4096, 4096)
            .linear("classifier.6", 4096, 1000),
        "alexnet/alexnet.cnn",
        "AlexNetOneTower");
  }

  @Test
  void vgg16() {
    assertHas(vgg(List.of(0, 2, 5, 7, 10, 12, 14, 17, 19, 21, 24, 26, 28)), "vgg/vgg.cnn", "VGG16");
  }

  @Test
  void vgg19() {
    assertHas(
        vgg(List.of(0, 2, 5, 7, 10, 12, 14, 16, 19, 21, 23, 25, 28, 30, 32, 34)),
        "vgg/vgg.cnn",
        "VGG19");
  }

  /** Convolutions are followed by relu; where a number more is missing, there is a pooling. */
  private static StateDict vgg(List<Integer> convolutions) {
    StateDict weights = new StateDict();
    int in = 3;
    int out = 64;
    int previous = 0;
    for (int index : convolutions) {
      if (index > previous + 2) {
        out = Math.min(512, 2 * out);
      }
      weights.biasedConvolution("features." + index, in, out, 3);
      in = out;
      previous = index;
    }
    return weights
        .linear("classifier.0", 512 * 7 * 7, 4096)
        .linear("classifier.3", 4096, 4096)
        .linear("classifier.6", 4096, 1000);
  }

  @Test
  void googLeNet() {
    StateDict weights = new StateDict();
    basic(weights, "conv1", 3, 64, 7, 7);
    basic(weights, "conv2", 64, 64, 1, 1);
    basic(weights, "conv3", 64, 192, 3, 3);
    String[] names = {"3a", "3b", "4a", "4b", "4c", "4d", "4e", "5a", "5b"};
    int[][] widths = {
      {64, 96, 128, 16, 32, 32},
      {128, 128, 192, 32, 96, 64},
      {192, 96, 208, 16, 48, 64},
      {160, 112, 224, 24, 64, 64},
      {128, 128, 256, 24, 64, 64},
      {112, 144, 288, 32, 64, 64},
      {256, 160, 320, 32, 128, 128},
      {256, 160, 320, 32, 128, 128},
      {384, 192, 384, 48, 128, 128}
    };
    int in = 192;
    for (int i = 0; i < names.length; i++) {
      String name = "inception" + names[i] + ".branch";
      int[] w = widths[i];
      basic(weights, name + "1", in, w[0], 1, 1);
      basic(weights, name + "2.0", in, w[1], 1, 1);
      basic(weights, name + "2.1", w[1], w[2], 3, 3);
      basic(weights, name + "3.0", in, w[3], 1, 1);
      basic(weights, name + "3.1", w[3], w[4], 3, 3);
      basic(weights, name + "4.1", in, w[5], 1, 1);
      in = w[0] + w[2] + w[4] + w[5];
    }
    assertHas(weights.linear("fc", 1024, 1000), "googlenet/googlenet.cnn", "GoogLeNet");
  }

  @Test
  void inceptionV3() {
    StateDict weights = new StateDict();
    basic(weights, "Conv2d_1a_3x3", 3, 32, 3, 3);
    basic(weights, "Conv2d_2a_3x3", 32, 32, 3, 3);
    basic(weights, "Conv2d_2b_3x3", 32, 64, 3, 3);
    basic(weights, "Conv2d_3b_1x1", 64, 80, 1, 1);
    basic(weights, "Conv2d_4a_3x3", 80, 192, 3, 3);
    inceptionA(weights, "Mixed_5b.", 192, 32);
    inceptionA(weights, "Mixed_5c.", 256, 64);
    inceptionA(weights, "Mixed_5d.", 288, 64);
    basic(weights, "Mixed_6a.branch3x3", 288, 384, 3, 3);
    basic(weights, "Mixed_6a.branch3x3dbl_1", 288, 64, 1, 1);
    basic(weights, "Mixed_6a.branch3x3dbl_2", 64, 96, 3, 3);
    basic(weights, "Mixed_6a.branch3x3dbl_3", 96, 96, 3, 3);
    inceptionC(weights, "Mixed_6b.", 128);
    inceptionC(weights, "Mixed_6c.", 160);
    inceptionC(weights, "Mixed_6d.", 160);
    inceptionC(weights, "Mixed_6e.", 192);
    basic(weights, "Mixed_7a.branch3x3_1", 768, 192, 1, 1);
    basic(weights, "Mixed_7a.branch3x3_2", 192, 320, 3, 3);
    basic(weights, "Mixed_7a.branch7x7x3_1", 768, 192, 1, 1);
    basic(weights, "Mixed_7a.branch7x7x3_2", 192, 192, 1, 7);
    basic(weights, "Mixed_7a.branch7x7x3_3", 192, 192, 7, 1);
    basic(weights, "Mixed_7a.branch7x7x3_4", 192, 192, 3, 3);
    inceptionE(weights, "Mixed_7b.", 1280);
    inceptionE(weights, "Mixed_7c.", 2048);
    assertHas(weights.linear("fc", 2048, 1000), "inception_v3/inception_v3.cnn", "InceptionV3");
  }

  private static void inceptionA(StateDict weights, String name, int in, int pool) {
    basic(weights, name + "branch1x1", in, 64, 1, 1);
    basic(weights, name + "branch5x5_1", in, 48, 1, 1);
    basic(weights, name + "branch5x5_2", 48, 64, 5, 5);
    basic(weights, name + "branch3x3dbl_1", in, 64, 1, 1);
    basic(weights, name + "branch3x3dbl_2", 64, 96, 3, 3);
    basic(weights, name + "branch3x3dbl_3", 96, 96, 3, 3);
    basic(weights, name + "branch_pool", in, pool, 1, 1);
  }

  private static void inceptionC(StateDict weights, String name, int width) {
    basic(weights, name + "branch1x1", 768, 192, 1, 1);
    basic(weights, name + "branch7x7_1", 768, width, 1, 1);
    basic(weights, name + "branch7x7_2", width, width, 1, 7);
    basic(weights, name + "branch7x7_3", width, 192, 7, 1);
    basic(weights, name + "branch7x7dbl_1", 768, width, 1, 1);
    basic(weights, name + "branch7x7dbl_2", width, width, 7, 1);
    basic(weights, name + "branch7x7dbl_3", width, width, 1, 7);
    basic(weights, name + "branch7x7dbl_4", width, width, 7, 1);
    basic(weights, name + "branch7x7dbl_5", width, 192, 1, 7);
    basic(weights, name + "branch_pool", 768, 192, 1, 1);
  }

  private static void inceptionE(StateDict weights, String name, int in) {
    basic(weights, name + "branch1x1", in, 320, 1, 1);
    basic(weights, name + "branch3x3_1", in, 384, 1, 1);
    basic(weights, name + "branch3x3dbl_1", in, 448, 1, 1);
    basic(weights, name + "branch3x3dbl_2", 448, 384, 3, 3);
    for (String split : List.of("branch3x3_2", "branch3x3dbl_3")) {
      basic(weights, name + split + "a", 384, 384, 1, 3);
      basic(weights, name + split + "b", 384, 384, 3, 1);
    }
    basic(weights, name + "branch_pool", in, 192, 1, 1);
  }

  /** The {@code BasicConv2d} of both Inceptions. */
  private static void basic(
      StateDict weights, String name, int in, int out, int height, int width) {
    weights.convolution(name + ".conv", in, out, height, width).batchNorm(name + ".bn", out);
  }

  @Test
  void resNet18() {
    assertHas(resNet(false, 2, 2, 2, 2), "resnet/resnet.cnn", "ResNet18");
  }

  @Test
  void resNet34() {
    assertHas(resNet(false, 3, 4, 6, 3), "resnet/resnet.cnn", "ResNet34");
  }

  @Test
  void resNet50() {
    assertHas(resNet(true, 3, 4, 6, 3), "resnet/resnet.cnn", "ResNet50");
  }

  @Test
  void resNet101() {
    assertHas(resNet(true, 3, 4, 23, 3), "resnet/resnet.cnn", "ResNet101");
  }

  @Test
  void resNet152() {
    assertHas(resNet(true, 3, 8, 36, 3), "resnet/resnet.cnn", "ResNet152");
  }

  private static StateDict resNet(boolean bottleneck, int... depths) {
    StateDict weights = new StateDict().convolution("conv1", 3, 64, 7).batchNorm("bn1", 64);
    int in = 64;
    for (int layer = 1; layer <= 4; layer++) {
      int width = 32 << layer;
      int out = bottleneck ? 4 * width : width;
      for (int block = 0; block < depths[layer - 1]; block++) {
        String name = "layer%d.%d.".formatted(layer, block);
        weights
            .convolution(name + "conv1", in, width, bottleneck ? 1 : 3)
            .batchNorm(name + "bn1", width)
            .convolution(name + "conv2", width, width, 3)
            .batchNorm(name + "bn2", width);
        if (bottleneck) {
          weights.convolution(name + "conv3", width, out, 1).batchNorm(name + "bn3", out);
        }
        if (in != out) {
          weights.convolution(name + "downsample.0", in, out, 1);
          weights.batchNorm(name + "downsample.1", out);
        }
        in = out;
      }
    }
    return weights.linear("fc", in, 1000);
  }

  @Test
  void denseNet121() {
    StateDict weights =
        new StateDict().convolution("features.conv0", 3, 64, 7).batchNorm("features.norm0", 64);
    int[] depths = {6, 12, 24, 16};
    int channels = 64;
    for (int block = 1; block <= 4; block++) {
      for (int layer = 1; layer <= depths[block - 1]; layer++) {
        String name = "features.denseblock%d.denselayer%d.".formatted(block, layer);
        weights
            .batchNorm(name + "norm1", channels)
            .convolution(name + "conv1", channels, 128, 1)
            .batchNorm(name + "norm2", 128)
            .convolution(name + "conv2", 128, 32, 3);
        channels += 32;
      }
      if (block < 4) {
        String name = "features.transition" + block;
        weights.batchNorm(name + ".norm", channels);
        weights.convolution(name + ".conv", channels, channels / 2, 1);
        channels /= 2;
      }
    }
    weights.batchNorm("features.norm5", channels).linear("classifier", channels, 1000);
    assertHas(weights, "densenet/densenet.cnn", "DenseNet121");
  }

  @Test
  void squeezeNet() {
    StateDict weights = new StateDict().biasedConvolution("features.0", 3, 64, 3);
    int[][] fires = {{3, 16}, {4, 16}, {6, 32}, {7, 32}, {9, 48}, {10, 48}, {11, 64}, {12, 64}};
    int in = 64;
    for (int[] fire : fires) {
      String name = "features." + fire[0] + ".";
      int narrow = fire[1];
      weights
          .biasedConvolution(name + "squeeze", in, narrow, 1)
          .biasedConvolution(name + "expand1x1", narrow, 4 * narrow, 1)
          .biasedConvolution(name + "expand3x3", narrow, 4 * narrow, 3);
      in = 8 * narrow;
    }
    weights.biasedConvolution("classifier.1", in, 1000, 1);
    assertHas(weights, "squeezenet/squeezenet.cnn", "SqueezeNet");
  }
}
