package org.cnnc.examples;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
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

  /** Targets whose devices compute by Winograd's algorithm in launches of their own. */
  static final List<String> IN_LAUNCHES = List.of("opencl:desktop", "opencl:mobile");

  private DeviceModels() {}

  /** Compiles for a target, with random weights. */
  static Compiler compiler(String target) {
    return new Compiler(CompilerOptions.DEFAULT.withTarget(target).withWeights("random:1"));
  }

  /** A convolution that is Winograd's by {@link #fastMemory}. */
  static ModelDefinition winograd() {
    return winograd(9, 10);
  }

  /** The same of images of another size. */
  static ModelDefinition winograd(int height, int width) {
    return new Compiler(CompilerOptions.DEFAULT.withDims(Map.of("H", height, "W", width)))
        .load(FOLDER.resolve("winograd.cnn"));
  }

  /**
   * A model's program for a device of one unit to which memory costs nothing, so that it computes
   * small convolutions, too, by Winograd's algorithm: those for which others do are too large for
   * an emulator.
   */
  static Program fastMemory(String target, ModelDefinition model) {
    Compiler compiler = compiler(target);
    Target t = compiler.target();
    DeviceDescription d = t.device().orElseThrow();
    DeviceDescription fast =
        new DeviceDescription(
            d.kind(),
            d.vendor(),
            1,
            d.localBytes(),
            d.vectorWidth(),
            d.subgroup(),
            d.maxItems(),
            0);
    Target fastTarget =
        new Target(
            t.name(),
            t.arch(),
            t.os(),
            t.cpu(),
            t.features(),
            t.vectorBits(),
            t.vectorRegisters(),
            t.l1Bytes(),
            t.l2Bytes(),
            Optional.of(fast));
    return compiler.optimize(compiler.bind(model), fastTarget, List.of());
  }

  static List<ModelDefinition> all() {
    return new Compiler(CompilerOptions.DEFAULT).loadAll(FOLDER.resolve("models.cnn"));
  }
}
