package org.cnnc.examples;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.cnnc.compiler.Compiler;
import org.cnnc.compiler.CompilerOptions;
import org.cnnc.frontend.ModelDefinition;
import org.cnnc.ir.program.Program;
import org.cnnc.ir.target.DeviceDescription;
import org.cnnc.ir.target.Target;

/** Small models, one for each class of schedules, for every description of a device. */
final class DeviceModels {
  static final Path FOLDER = Path.of("src/test/resources/devices");

  /**
   * A graphics card to which memory costs nothing, so that it computes small convolutions, too, by
   * Winograd's algorithm: those for which others do are too large for an emulator.
   */
  private static final DeviceDescription FAST_MEMORY =
      new DeviceDescription(DeviceDescription.Kind.DESKTOP, "", 1, 32 << 10, 1, 32, 256, 0);

  private DeviceModels() {}

  /** Compiles for a target, with random weights. */
  static Compiler compiler(String target) {
    return new Compiler(CompilerOptions.DEFAULT.withTarget(target).withWeights("random:1"));
  }

  /** A convolution that is Winograd's by {@link #fastMemory}. */
  static ModelDefinition winograd() {
    return new Compiler(CompilerOptions.DEFAULT).load(FOLDER.resolve("winograd.cnn"));
  }

  /** A model's program for a graphics card with fast memory. */
  static Program fastMemory(ModelDefinition model) {
    Compiler compiler = compiler("opencl:desktop");
    Target card = compiler.target();
    Target fast =
        new Target(
            card.name(),
            card.arch(),
            card.os(),
            card.cpu(),
            card.features(),
            card.vectorBits(),
            card.vectorRegisters(),
            card.l1Bytes(),
            card.l2Bytes(),
            Optional.of(FAST_MEMORY));
    return compiler.optimize(compiler.bind(model), fast, List.of());
  }

  static List<ModelDefinition> all() {
    return new Compiler(CompilerOptions.DEFAULT).loadAll(FOLDER.resolve("models.cnn"));
  }
}
