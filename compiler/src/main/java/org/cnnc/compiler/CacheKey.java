package org.cnnc.compiler;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.cnnc.frontend.Frontend;
import org.cnnc.frontend.ModelDefinition;
import org.cnnc.frontend.weights.WeightSource;
import org.cnnc.ir.Graph;
import org.cnnc.ir.target.Target;
import org.cnnc.optimizer.Optimizer;
import org.cnnc.runtime.Model;

/** What a compiled library depends on, as one number: equal keys, equal libraries. */
final class CacheKey {
  private CacheKey() {}

  /** 64 hexadecimal digits of sources, weights, options, target and the compiler itself. */
  static String of(ModelDefinition definition, CompilerOptions options, Target target) {
    ContentHash hash = new ContentHash();
    try {
      for (Path part : compilerParts(target)) {
        hash.code(part);
      }
      definition.sources().forEach(source -> hash.text("source", source.sha256()));
      hash.text("model", definition.name());
      hash.text("dims", options.dims().toString());
      hash.text("arguments", options.arguments().toString());
      hash.text("target", target.toString());
      hash.text("winograd", options.winograd().toString());
      hash.text("precision", options.precision().toString());
      hash.text("fold pixels", String.valueOf(options.foldPixels()));
      hash.text("tuning", options.tuning().toString());
      hash.text("step times", String.valueOf(options.stepTimes()));
      hash.text("layer outputs", String.valueOf(options.layerOutputs()));
      hash.text("weights", options.weights().orElse(""));
      Optional<Path> file = weightFile(definition, options);
      if (file.isPresent()) {
        hash.file("data", file.get());
      }
    } catch (IOException e) {
      throw new UserException("cannot read the model's files: " + OutputFile.reason(e));
    }
    return hash.hex();
  }

  private static Optional<Path> weightFile(ModelDefinition definition, CompilerOptions options) {
    return options.weights().isEmpty()
        ? definition.weights()
        : options.weights().filter(text -> !text.startsWith(WeightSource.RANDOM)).map(Path::of);
  }

  /** The jars, or folders of classes, that this compiler runs from. */
  private static List<Path> compilerParts(Target target) {
    Class<?> backend = Backends.ofTarget(target.name()).getClass();
    return List.of(
            Graph.class, Frontend.class, Optimizer.class, backend, Model.class, CacheKey.class)
        .stream()
        .map(CacheKey::codeOf)
        .toList();
  }

  private static Path codeOf(Class<?> part) {
    try {
      return Path.of(part.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException("classes from a place that is no file", e);
    }
  }
}
