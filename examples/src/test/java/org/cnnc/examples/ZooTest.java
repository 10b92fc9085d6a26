package org.cnnc.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.cnnc.compiler.Compiler;
import org.cnnc.compiler.CompilerOptions;
import org.cnnc.compiler.summary.Summary;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is known of the models of the zoo. */
class ZooTest {
  /** They leave the size of the image open. */
  private static final Set<String> OPEN =
      Set.of("fcn8s/fcn8s.cnn", "filters/filters.cnn", "unet/unet.cnn");

  /**
   * The counts of the papers and of torchvision. Of the pre-activation ResNet-200, of Network in
   * Network, and of the networks for segmentation and poses none was published to the last digit:
   * theirs are the sums by hand of the layers' formulas.
   */
  @ParameterizedTest
  @CsvSource({
    "alexnet/alexnet.cnn, AlexNet, 60965224",
    "alexnet/alexnet.cnn, AlexNetOneTower, 61100840",
    "deconvnet/deconvnet.cnn, DeconvNet, 251805653",
    "densenet/densenet.cnn, DenseNet121, 7978856",
    "efficientnet/efficientnet.cnn, EfficientNetB0, 5288548",
    "fcn8s/fcn8s.cnn, FCN8s, 134489759",
    "filters/filters.cnn, Sharpen, 0",
    "googlenet/googlenet.cnn, GoogLeNet, 6624904",
    "hourglass/hourglass.cnn, Hourglass2, 6570400",
    "hourglass/hourglass.cnn, Hourglass8, 25434112",
    "inception_v3/inception_v3.cnn, InceptionV3, 23834568",
    "lecun1989/lecun1989.cnn, Net1, 2570",
    "lecun1989/lecun1989.cnn, Net2, 3214",
    "lecun1989/lecun1989.cnn, Net3, 1226",
    "lecun1989/lecun1989.cnn, Net4, 1132",
    "lecun1989/lecun1989.cnn, Net5, 1060",
    "lenet5/lenet5.cnn, LeNet5, 107786",
    "lenet5_1998/lenet5_1998.cnn, LeNet5, 61706",
    "mnist1d/mnist1d.cnn, Convolutional, 2050",
    "mnist1d/mnist1d.cnn, FullyConnected, 59065",
    "mnist_keras/mnist_keras.cnn, MnistKeras, 462858",
    "mobilenet_v1/mobilenet_v1.cnn, MobileNetV1, 4231976",
    "mobilenet_v2/mobilenet_v2.cnn, MobileNetV2, 3504872",
    "mobilenet_v3/mobilenet_v3.cnn, MobileNetV3Large, 5483032",
    "network_in_network/network_in_network.cnn, NetworkInNetwork, 7595176",
    "resnet/resnet.cnn, PreActResNet200, 64666152",
    "resnet/resnet.cnn, ResNet101, 44549160",
    "resnet/resnet.cnn, ResNet152, 60192808",
    "resnet/resnet.cnn, ResNet18, 11689512",
    "resnet/resnet.cnn, ResNet34, 21797672",
    "resnet/resnet.cnn, ResNet50, 25557032",
    "shufflenet_v2/shufflenet_v2.cnn, ShuffleNetV2x05, 1366792",
    "shufflenet_v2/shufflenet_v2.cnn, ShuffleNetV2x10, 2278604",
    "squeezenet/squeezenet.cnn, SqueezeNet, 1235496",
    "unet/unet.cnn, UNet, 31031810",
    "unet_recursive/unet_recursive.cnn, UNet, 31031810",
    "vgg/vgg.cnn, VGG16, 138357544",
    "vgg/vgg.cnn, VGG19, 143667240"
  })
  void parameterCounts(String file, String model, long parameters) {
    CompilerOptions options = CompilerOptions.DEFAULT.withModel(model);
    if (OPEN.contains(file)) {
      options = options.withDims(Map.of("H", 32, "W", 32));
    }
    Compiler compiler = new Compiler(options);

    assertEquals(parameters, Summary.of(compiler.load(Path.of(file)).graph()).parameters());
  }

  @Test
  void theLibraryOfLeNet5IsSmall(@TempDir Path folder) throws IOException {
    Path library = folder.resolve("lenet5.so");
    new Compiler(CompilerOptions.DEFAULT).compile(Sample.LENET5, library);

    assertTrue(Files.size(library) < 1_000_000, Files.size(library) + " bytes");
  }
}
