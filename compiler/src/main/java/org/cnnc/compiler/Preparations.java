package org.cnnc.compiler;

import java.util.ArrayList;
import java.util.List;
import org.cnnc.frontend.ModelDefinition.InputSpec;
import org.cnnc.ir.program.Preparation;
import org.cnnc.ir.tensor.DType;
import org.cnnc.ir.tensor.Tensor;
import org.cnnc.ir.tensor.TensorType;
import org.cnnc.runtime.artifact.Pixels;

/** What becomes code of a model's {@code from pixels(...)}. */
final class Preparations {
  private Preparations() {}

  /** One for each input that says how it is made of a picture, and can be. */
  static List<Preparation> of(List<InputSpec> inputs) {
    List<Preparation> preparations = new ArrayList<>();
    for (int i = 0; i < inputs.size(); i++) {
      int input = i;
      TensorType type = inputs.get(i).type();
      inputs
          .get(i)
          .pixels()
          .map(pixels -> Manifests.pixels(pixels, true))
          .filter(pixels -> fits(type, pixels))
          .ifPresent(pixels -> preparations.add(of(input, type, pixels)));
    }
    return preparations;
  }

  /** Whether any picture can become such an image; the runtime says why not. */
  private static boolean fits(TensorType type, Pixels pixels) {
    if (type.dtype() != DType.F32
        || type.rank() != 4
        || !(type.isBatched() || type.dim(0) == 1)
        || type.dim(1) != pixels.format().channels()
        || type.elements() == 0) {
      return false;
    }
    return pixels
        .crop()
        .map(crop -> crop.height() == type.dim(2) && crop.width() == type.dim(3))
        .orElse(true);
  }

  private static Preparation of(int input, TensorType type, Pixels pixels) {
    int channels = type.dim(1);
    TensorType table = TensorType.f32(channels, Preparation.SAMPLES);
    return new Preparation(
        input,
        channels,
        type.dim(2),
        type.dim(3),
        pixels.resize().map(Preparations::resize).orElseGet(Preparation.Resize.None::new),
        pixels.crop().isPresent(),
        pixels.format() == Pixels.Format.BGR,
        Tensor.generate(
            table,
            i -> pixels.value((int) (i / Preparation.SAMPLES), (int) (i % Preparation.SAMPLES))));
  }

  private static Preparation.Resize resize(Pixels.Resize resize) {
    return switch (resize) {
      case Pixels.Resize.ShorterSide(int side) -> new Preparation.Resize.ShorterSide(side);
      case Pixels.Resize.Exact(int height, int width) ->
          new Preparation.Resize.Exact(height, width);
    };
  }
}
