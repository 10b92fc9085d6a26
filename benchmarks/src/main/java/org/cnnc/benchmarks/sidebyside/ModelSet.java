package org.cnnc.benchmarks.sidebyside;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.cnnc.benchmarks.zoo.ZooModel;

/** Networks that are measured together, so that their mean says something. */
final class ModelSet {
  private static final List<Entry> ENTRIES =
      List.of(
          Entry.of("lenet5/lenet5.cnn:LeNet5"),
          Entry.of("alexnet/alexnet.cnn:AlexNet"),
          Entry.of("vgg/vgg.cnn:VGG16"),
          Entry.of("googlenet/googlenet.cnn:GoogLeNet"),
          Entry.of("resnet/resnet.cnn:ResNet18"),
          Entry.of("resnet/resnet.cnn:ResNet50"),
          Entry.of("densenet/densenet.cnn:DenseNet121"),
          Entry.of("mobilenet_v1/mobilenet_v1.cnn:MobileNetV1"),
          Entry.of("mobilenet_v2/mobilenet_v2.cnn:MobileNetV2"),
          Entry.of("efficientnet/efficientnet.cnn:EfficientNetB0"),
          Entry.of("squeezenet/squeezenet.cnn:SqueezeNet"),
          new Entry("unet/unet.cnn:UNet", Map.of("H", 256, "W", 256)),
          Entry.of("hourglass/hourglass.cnn:Hourglass2"),
          Entry.of("mnist1d/mnist1d.cnn:Convolutional"));

  private ModelSet() {}

  /**
   * Every example model, with the sizes at which {@code benchmarks/zoo} compares it.
   *
   * @param examples the folder of the example models
   * @param only what must be found in {@code file/Model}
   */
  static List<ModelChoice> zoo(Path examples, Pattern only) throws IOException {
    return ZooModel.in(examples).stream()
        .filter(model -> only.matcher(model.title()).find())
        .map(m -> new ModelChoice(m.file(), Optional.of(m.name()), m.options().dims()))
        .toList();
  }

  private record Entry(String name, Map<String, Integer> dims) {
    static Entry of(String name) {
      return new Entry(name, Map.of());
    }
  }

  /**
   * The 14 of the README's table.
   *
   * @param examples the folder of the example models
   * @param only what must be found in {@code folder/file.cnn:Model}
   */
  static List<ModelChoice> in(Path examples, Pattern only) {
    return ENTRIES.stream()
        .filter(entry -> only.matcher(entry.name).find())
        .map(entry -> ModelChoice.of(examples.resolve(entry.name).toString(), entry.dims))
        .toList();
  }
}
