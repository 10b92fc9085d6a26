package org.cnnc.frontend.write;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.cnnc.frontend.known.Known;
import org.cnnc.ir.op.Resample;
import org.cnnc.ir.op.Taps;
import org.cnnc.ir.tensor.Value;

/**
 * How images were resized that a graph has only the weights of: the usual ways are tried, PyTorch's
 * first.
 */
final class ResizeSpellings {
  private static final int HEIGHT = 2;

  private final Definitions definitions;

  ResizeSpellings(Definitions definitions) {
    this.definitions = definitions;
  }

  Stream<Call> of(Value y, Resample last) {
    Value x = last.input();
    boolean both =
        last.axis() == HEIGHT + 1
            && definitions.op(x) instanceof Resample(var _, var _, var _, int axis)
            && axis == HEIGHT;
    Stream<Call> alone = last.axis() < HEIGHT ? Stream.empty() : image(y, x, last);
    Call plain =
        Call.of(y, "resample")
            .with("x", x)
            .with("places", last.taps())
            .with("weights", last.weights())
            .with("axis", last.axis());
    return Stream.concat(
        both ? Stream.concat(image(y, ((Resample) definitions.op(x)).input(), last), alone) : alone,
        Stream.of(plain));
  }

  private Stream<Call> image(Value y, Value x, Resample last) {
    if (x.type().rank() != 4 || y.type().elements() == 0 || x.type().elements() == 0) {
      return Stream.empty();
    }
    int h = y.type().dim(2);
    int w = y.type().dim(3);
    Known size = Knowns.pair(h, w);
    Call resize = Call.of(y, "resize").with("x", x).with("size", size);
    Stream<Call> resizes = methods(resize, last);
    if (h % x.type().dim(2) == 0 && w % x.type().dim(3) == 0) {
      Known scale = Knowns.pair(h / x.type().dim(2), w / x.type().dim(3));
      Call upsample = Call.of(y, "upsample").with("x", x).with("scale", scale);
      resizes =
          Stream.concat(
              Stream.of("bilinear", "bicubic")
                  .map(mode -> upsample.with("mode", new Known.Str(mode)))
                  .flatMap(call -> Stream.of(call, call.with("align_corners", true))),
              methods(resize.without("size").with("scale", scale), last));
    }
    return Stream.concat(
        resizes, Stream.of(Call.of(y, "adaptive_avg_pool2d").with("x", x).with("size", size)));
  }

  private Stream<Call> methods(Call call, Resample last) {
    boolean nearest = last.taps().type().dim(1) == 1;
    return nearest
        ? Stream.of(Taps.Nearest.values())
            .map(n -> call.with("nearest_mode", word(n)))
            .flatMap(ResizeSpellings::coordinates)
        : Stream.of("bilinear", "bicubic")
            .map(mode -> call.with("mode", new Known.Str(mode)))
            .flatMap(c -> Stream.of(c, c.with("cubic_coeff_a", Knowns.real(-0.5f))))
            .flatMap(ResizeSpellings::coordinates)
            .flatMap(c -> Stream.of(c, c.with("antialias", true)))
            .flatMap(c -> Stream.of(c, c.with("exclude_outside", true)));
  }

  private static Stream<Call> coordinates(Call call) {
    return List.of(Taps.Coordinates.values()).stream()
        .map(c -> call.with("coordinate_transformation_mode", word(c)));
  }

  private static Known word(Enum<?> constant) {
    return new Known.Str(constant.name().toLowerCase(Locale.ROOT));
  }
}
