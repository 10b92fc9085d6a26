package org.cnnc.compiler.cli;

import java.nio.file.Path;
import java.util.List;
import org.cnnc.compiler.CompilerOptions;
import org.cnnc.compiler.UserException;
import org.cnnc.optimizer.Precision;
import org.cnnc.optimizer.WinogradUse;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The options of commands that make code. */
final class TargetOption {
  @Option(
      names = "--target",
      paramLabel = "TARGET[,TARGET]",
      description =
          "native (default), x86-64-v2, x86-64-v3, x86-64-v4, aarch64, or a CPU; or opencl for CPUs,"
              + " opencl:desktop for graphics cards, opencl:mobile, or opencl:DEVICE for a device of"
              + " this machine as --device has it; `cnnc devices` lists them; `compile` takes several")
  private String target;

  @Option(
      names = "--winograd",
      paramLabel = "USE",
      converter = WinogradConverter.class,
      description =
          "auto (default): 3x3 convolutions by Winograd's algorithm where that is faster, with"
              + " somewhat larger rounding errors; off: never")
  private WinogradUse winograd;

  @Option(
      names = "--precision",
      paramLabel = "STORAGE",
      converter = StorageConverter.class,
      description =
          "f32 (default); bf16: weights and activations between the first and the last layers in"
              + " 16 bits, sums in f32; auto: where that is faster")
  private Precision.Storage storage;

  @Option(
      names = "--all-layers",
      description = "with --precision, the first and the last layers as well, which else stay f32")
  private boolean allLayers;

  @Option(
      names = "--keep-f32",
      paramLabel = "PATTERN",
      description =
          "with --precision, layers that stay f32, `*` standing for any characters; may be repeated")
  private List<String> keepF32 = List.of();

  @Option(
      names = "--fold-pixels",
      description =
          "fold scale, mean and std of `from pixels(...)` into the convolutions that read the"
              + " input, where that is exact; code that fills the input itself then gives it"
              + " pixels from 0 to 255, or those less their mean (docs/TYPED_CLASSES.md)")
  private boolean foldPixels;

  @Option(
      names = "--verify-each",
      description = "check the graph after every pass (for work on the compiler)")
  private boolean verify;

  /** All of them, for what has a library for each. */
  List<String> targets() {
    return List.of((target == null ? CompilerOptions.DEFAULT.target() : target).split(",", -1));
  }

  /** Whether there are several. */
  boolean isList() {
    return targets().size() > 1;
  }

  /**
   * Adds these options.
   *
   * @throws UserException where there are several targets
   */
  CompilerOptions applyTo(CompilerOptions options) {
    if (isList()) {
      throw new UserException(
          "--target %s: only one target makes sense here".formatted(target),
          "`cnnc compile` takes several for a bundle (--emit cnnb), a jar, or a Java class");
    }
    return withoutTarget(options).withTarget(targets().getFirst());
  }

  /** Adds all but the targets. */
  CompilerOptions withoutTarget(CompilerOptions options) {
    return options
        .withWinograd(winograd == null ? options.winograd() : winograd)
        .withPrecision(
            new Precision(
                storage == null ? options.precision().storage() : storage, allLayers, keepF32))
        .withFoldPixels(foldPixels)
        .withVerify(verify);
  }

  /**
   * Checks that none of them is given, for a file that is a library already.
   *
   * @throws UserException where one is
   */
  void checkNoneFor(Path library) {
    boolean isChoice = target != null || winograd != null || storage != null;
    if (isChoice || allLayers || !keepF32.isEmpty() || foldPixels || verify) {
      throw new UserException(
          ("%s: --target, --winograd, --precision, --all-layers, --keep-f32, --fold-pixels and"
                  + " --verify-each are for model files, not for libraries")
              .formatted(library));
    }
  }

  /** Reads {@code f32}, {@code bf16} or {@code auto}. */
  static final class StorageConverter implements ITypeConverter<Precision.Storage> {
    @Override
    public Precision.Storage convert(String text) {
      return switch (text) {
        case "f32" -> Precision.Storage.F32;
        case "bf16" -> Precision.Storage.BF16;
        case "auto" -> Precision.Storage.AUTO;
        default ->
            throw new TypeConversionException("`%s` is none of f32, bf16, auto".formatted(text));
      };
    }
  }

  /** Reads {@code auto} or {@code off}. */
  static final class WinogradConverter implements ITypeConverter<WinogradUse> {
    @Override
    public WinogradUse convert(String text) {
      return switch (text) {
        case "auto" -> WinogradUse.AUTO;
        case "off" -> WinogradUse.OFF;
        default ->
            throw new TypeConversionException("`%s` is neither auto nor off".formatted(text));
      };
    }
  }
}
