package org.cnnc.frontend.elaborate;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.cnnc.frontend.Pixels;
import org.cnnc.frontend.diagnostic.Code;
import org.cnnc.frontend.diagnostic.Diagnostic;
import org.cnnc.frontend.diagnostic.Suggestion;
import org.cnnc.frontend.known.Known;
import org.cnnc.frontend.known.Words;
import org.cnnc.frontend.syntax.Argument;
import org.cnnc.frontend.syntax.Expression;
import org.cnnc.ir.SourceSpan;
import org.cnnc.ir.tensor.TensorType;

/** Reads {@code from pixels(rgb, resize=256, crop=224, scale=..., mean=[...], std=[...])}. */
final class PixelsReader {
  private static final List<String> COLORS = List.of("gray", "rgb", "bgr");
  private static final List<String> PARAMETERS =
      List.of("color", "resize", "crop", "scale", "mean", "std");
  private static final double DEFAULT_SCALE = 1.0 / 255;

  /** Larger images than any camera's. */
  private static final long MAX_SIDE = 1 << 16;

  private final Evaluator evaluator;

  PixelsReader(Evaluator evaluator) {
    this.evaluator = evaluator;
  }

  private record Given(Known value, SourceSpan span) {}

  Pixels read(Expression.Call call, TensorType type, Env env) {
    if (!call.callee().text().equals("pixels")) {
      throw Stop.of(
          Diagnostic.at(
              call.callee().span(),
              Code.UNKNOWN_NAME,
              "an input is made from `pixels`, not from `%s`".formatted(call.callee().text())));
    }
    Map<String, Given> given = arguments(call, env);
    Pixels.Color color = color(call, given);
    if (type.rank() != 4 || type.dim(1) != color.channels()) {
      throw Stop.at(
          call.span(),
          Code.SHAPE_MISMATCH,
          "%s pixels have %d channels, the input is %s"
              .formatted(
                  color.name().toLowerCase(Locale.ROOT), color.channels(), Words.shape(type)));
    }
    List<Double> std = perChannel(given, "std", 1, color);
    if (std.contains(0.0)) {
      throw Stop.at(
          given.get("std").span(), Code.INVALID_ARGUMENT, "`std` divides, and must not be 0");
    }
    return new Pixels(
        color,
        Optional.ofNullable(given.get("resize")).map(PixelsReader::resize),
        Optional.ofNullable(given.get("crop")).map(PixelsReader::crop),
        given.containsKey("scale") ? number(given.get("scale"), "scale") : DEFAULT_SCALE,
        perChannel(given, "mean", 0, color),
        std);
  }

  private Map<String, Given> arguments(Expression.Call call, Env env) {
    Map<String, Given> given = new LinkedHashMap<>();
    for (int i = 0; i < call.arguments().size(); i++) {
      Argument argument = call.arguments().get(i);
      boolean isColor = i == 0 && argument.name().isEmpty();
      String name = argument.name().map(n -> n.text()).orElse(isColor ? "color" : "");
      SourceSpan span = argument.name().map(n -> n.span()).orElse(argument.value().span());
      if (!PARAMETERS.contains(name)) {
        throw Stop.of(
            Diagnostic.at(
                    span,
                    Code.UNKNOWN_PARAMETER,
                    name.isEmpty()
                        ? "only the colour of `pixels` is given without a name"
                        : "`pixels` has no parameter `%s`".formatted(name))
                .help(Suggestion.didYouMean(name, PARAMETERS)));
      }
      Given value = new Given(evaluator.evaluate(argument.value(), env), argument.value().span());
      if (given.putIfAbsent(name, value) != null) {
        throw Stop.at(span, Code.EXTRA_ARGUMENT, "`pixels` gets `%s` twice".formatted(name));
      }
    }
    return given;
  }

  private static Pixels.Color color(Expression.Call call, Map<String, Given> given) {
    Given color = given.get("color");
    if (color == null) {
      throw Stop.of(
          Diagnostic.at(call.span(), Code.MISSING_ARGUMENT, "`pixels` needs a colour")
              .help("pixels(rgb), pixels(gray) or pixels(bgr)"));
    }
    if (color.value() instanceof Known.Str(String word) && COLORS.contains(word)) {
      return Pixels.Color.valueOf(word.toUpperCase(Locale.ROOT));
    }
    throw Stop.at(
        color.span(),
        Code.INVALID_ARGUMENT,
        "the colour is one of %s".formatted(String.join(", ", COLORS)));
  }

  private static Pixels.Resize resize(Given given) {
    if (given.value() instanceof Known.Int) {
      return new Pixels.Resize.ShorterSide(side(given.value(), given.span()));
    }
    List<Integer> both = sides(given);
    return new Pixels.Resize.Exact(both.get(0), both.get(1));
  }

  private static Pixels.Crop crop(Given given) {
    List<Integer> both =
        given.value() instanceof Known.Int
            ? Collections.nCopies(2, side(given.value(), given.span()))
            : sides(given);
    return new Pixels.Crop(both.get(0), both.get(1));
  }

  private static List<Integer> sides(Given given) {
    if (given.value() instanceof Known.Sequence(var both, _) && both.size() == 2) {
      return both.stream().map(side -> side(side, given.span())).toList();
    }
    throw Stop.at(given.span(), Code.TYPE_MISMATCH, "a size is a number or a pair (height, width)");
  }

  private static int side(Known known, SourceSpan span) {
    if (known instanceof Known.Int(long side) && side > 0 && side <= MAX_SIDE) {
      return (int) side;
    }
    throw Stop.at(
        span,
        Code.INVALID_ARGUMENT,
        "a side is 1 to %d pixels, got %s".formatted(MAX_SIDE, Words.text(known)));
  }

  private static List<Double> perChannel(
      Map<String, Given> given, String name, double fallback, Pixels.Color color) {
    Given value = given.get(name);
    if (value == null) {
      return Collections.nCopies(color.channels(), fallback);
    }
    if (value.value() instanceof Known.Sequence(var elements, _)
        && elements.size() == color.channels()) {
      return elements.stream().map(e -> number(new Given(e, value.span()), name)).toList();
    }
    if (value.value() instanceof Known.Sequence) {
      throw Stop.at(
          value.span(),
          Code.INVALID_ARGUMENT,
          "`%s` needs one number for each of the %d channels".formatted(name, color.channels()));
    }
    return Collections.nCopies(color.channels(), number(value, name));
  }

  private static double number(Given given, String name) {
    return switch (given.value()) {
      case Known.Int(long value) -> (double) value;
      case Known.Real(double value) -> value;
      case Known.Bool _,
          Known.Str _,
          Known.Sequence _,
          Known.Range _,
          Known.Tensor _,
          Known.Batch _,
          Known.BlockValue _,
          Known.OperatorValue _ ->
          throw Stop.at(
              given.span(),
              Code.TYPE_MISMATCH,
              "`%s` must be a number, got %s".formatted(name, Words.kind(given.value())));
    };
  }
}
