package org.cnnc.compiler;

import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.cnnc.compiler.tune.Tuning;
import org.cnnc.optimizer.Precision;
import org.cnnc.optimizer.WinogradUse;

/**
 * What a compilation may choose beside the model file.
 *
 * @param model which of the file's models; empty where there is only one to choose
 * @param dims sizes of symbolic dimensions, by name
 * @param arguments values of the model's parameters as text, by name
 * @param weights a safetensors file, or {@code random:SEED}; empty for the file that the model
 *     names
 * @param target what to compile for: {@code native}, a microarchitecture level or a CPU
 * @param winograd whether convolutions may be computed by Winograd's algorithm
 * @param precision what activations and weights are stored in
 * @param foldPixels whether scale, mean and std of pixels are folded into weights ({@link
 *     PixelFolding})
 * @param tuning which ways to compute an op are known to be fastest
 * @param stepTimes whether the code writes down when each step ends, in an output of its own; it
 *     then takes one image at a time
 * @param layerOutputs whether what each layer computes is an output, too
 * @param verify whether the graph is verified after every pass
 */
public record CompilerOptions(
    Optional<String> model,
    SortedMap<String, Integer> dims,
    SortedMap<String, String> arguments,
    Optional<String> weights,
    String target,
    WinogradUse winograd,
    Precision precision,
    boolean foldPixels,
    Tuning tuning,
    boolean stepTimes,
    boolean layerOutputs,
    boolean verify) {
  /** The file's only model as it is written, for this machine. */
  public static final CompilerOptions DEFAULT =
      new CompilerOptions(
          Optional.empty(),
          new TreeMap<>(),
          new TreeMap<>(),
          Optional.empty(),
          "native",
          WinogradUse.AUTO,
          Precision.F32,
          false,
          Tuning.NONE,
          false,
          false,
          false);

  public CompilerOptions {
    dims = new TreeMap<>(dims);
    arguments = new TreeMap<>(arguments);
  }

  public CompilerOptions withModel(String name) {
    return with(draft -> draft.model = Optional.of(name));
  }

  public CompilerOptions withDims(Map<String, Integer> newDims) {
    return with(draft -> draft.dims = new TreeMap<>(newDims));
  }

  public CompilerOptions withArguments(Map<String, String> newArguments) {
    return with(draft -> draft.arguments = new TreeMap<>(newArguments));
  }

  public CompilerOptions withWeights(String newWeights) {
    return with(draft -> draft.weights = Optional.of(newWeights));
  }

  public CompilerOptions withTarget(String newTarget) {
    return with(draft -> draft.target = newTarget);
  }

  public CompilerOptions withWinograd(WinogradUse newWinograd) {
    return with(draft -> draft.winograd = newWinograd);
  }

  public CompilerOptions withPrecision(Precision newPrecision) {
    return with(draft -> draft.precision = newPrecision);
  }

  public CompilerOptions withFoldPixels(boolean newFoldPixels) {
    return with(draft -> draft.foldPixels = newFoldPixels);
  }

  public CompilerOptions withTuning(Tuning newTuning) {
    return with(draft -> draft.tuning = newTuning);
  }

  public CompilerOptions withStepTimes(boolean newStepTimes) {
    return with(draft -> draft.stepTimes = newStepTimes);
  }

  public CompilerOptions withLayerOutputs(boolean newLayerOutputs) {
    return with(draft -> draft.layerOutputs = newLayerOutputs);
  }

  public CompilerOptions withVerify(boolean newVerify) {
    return with(draft -> draft.verify = newVerify);
  }

  private CompilerOptions with(Consumer<Draft> change) {
    Draft draft = new Draft(this);
    change.accept(draft);
    return draft.options();
  }

  /** Options of which some are about to change. */
  private static final class Draft {
    private Optional<String> model;
    private SortedMap<String, Integer> dims;
    private SortedMap<String, String> arguments;
    private Optional<String> weights;
    private String target;
    private WinogradUse winograd;
    private Precision precision;
    private boolean foldPixels;
    private Tuning tuning;
    private boolean stepTimes;
    private boolean layerOutputs;
    private boolean verify;

    Draft(CompilerOptions options) {
      model = options.model;
      dims = options.dims;
      arguments = options.arguments;
      weights = options.weights;
      target = options.target;
      winograd = options.winograd;
      precision = options.precision;
      foldPixels = options.foldPixels;
      tuning = options.tuning;
      stepTimes = options.stepTimes;
      layerOutputs = options.layerOutputs;
      verify = options.verify;
    }

    CompilerOptions options() {
      return new CompilerOptions(
          model,
          dims,
          arguments,
          weights,
          target,
          winograd,
          precision,
          foldPixels,
          tuning,
          stepTimes,
          layerOutputs,
          verify);
    }
  }
}
