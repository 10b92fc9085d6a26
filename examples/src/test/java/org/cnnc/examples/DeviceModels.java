package org.cnnc.examples;

import java.nio.file.Path;
import java.util.List;
import org.cnnc.compiler.Compiler;
import org.cnnc.compiler.CompilerOptions;
import org.cnnc.frontend.ModelDefinition;

/** Small models, one for each class of schedules, for every description of a device. */
final class DeviceModels {
  static final Path FOLDER = Path.of("src/test/resources/devices");

  private DeviceModels() {}

  /** Compiles for a target, with random weights. */
  static Compiler compiler(String target) {
    return new Compiler(CompilerOptions.DEFAULT.withTarget(target).withWeights("random:1"));
  }

  static List<ModelDefinition> all() {
    return new Compiler(CompilerOptions.DEFAULT).loadAll(FOLDER.resolve("models.cnn"));
  }
}
