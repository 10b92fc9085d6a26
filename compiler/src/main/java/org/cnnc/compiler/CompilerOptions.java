package org.cnnc.compiler;

import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
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
          Tuning.NONE,
          false,
          false,
          false);

  public CompilerOptions {
    dims = new TreeMap<>(dims);
    arguments = new TreeMap<>(arguments);
  }

  public CompilerOptions withModel(String name) {
    return new CompilerOptions(
        Optional.of(name),
        dims,
        arguments,
        weights,
        target,
        winograd,
        precision,
        tuning,
        stepTimes,
        layerOutputs,
        verify);
  }

  public CompilerOptions withDims(Map<String, Integer> newDims) {
    return new CompilerOptions(
        model,
        new TreeMap<>(newDims),
        arguments,
        weights,
        target,
        winograd,
        precision,
        tuning,
        stepTimes,
        layerOutputs,
        verify);
  }

  public CompilerOptions withArguments(Map<String, String> newArguments) {
    return new CompilerOptions(
        model,
        dims,
        new TreeMap<>(newArguments),
        weights,
        target,
        winograd,
        precision,
        tuning,
        stepTimes,
        layerOutputs,
        verify);
  }

  public CompilerOptions withWeights(String newWeights) {
    return new CompilerOptions(
        model,
        dims,
        arguments,
        Optional.of(newWeights),
        target,
        winograd,
        precision,
        tuning,
        stepTimes,
        layerOutputs,
        verify);
  }

  public CompilerOptions withTarget(String newTarget) {
    return new CompilerOptions(
        model,
        dims,
        arguments,
        weights,
        newTarget,
        winograd,
        precision,
        tuning,
        stepTimes,
        layerOutputs,
        verify);
  }

  public CompilerOptions withWinograd(WinogradUse newWinograd) {
    return new CompilerOptions(
        model,
        dims,
        arguments,
        weights,
        target,
        newWinograd,
        precision,
        tuning,
        stepTimes,
        layerOutputs,
        verify);
  }

  public CompilerOptions withPrecision(Precision newPrecision) {
    return new CompilerOptions(
        model,
        dims,
        arguments,
        weights,
        target,
        winograd,
        newPrecision,
        tuning,
        stepTimes,
        layerOutputs,
        verify);
  }

  public CompilerOptions withTuning(Tuning newTuning) {
    return new CompilerOptions(
        model,
        dims,
        arguments,
        weights,
        target,
        winograd,
        precision,
        newTuning,
        stepTimes,
        layerOutputs,
        verify);
  }

  public CompilerOptions withStepTimes(boolean newStepTimes) {
    return new CompilerOptions(
        model,
        dims,
        arguments,
        weights,
        target,
        winograd,
        precision,
        tuning,
        newStepTimes,
        layerOutputs,
        verify);
  }

  public CompilerOptions withLayerOutputs(boolean newLayerOutputs) {
    return new CompilerOptions(
        model,
        dims,
        arguments,
        weights,
        target,
        winograd,
        precision,
        tuning,
        stepTimes,
        newLayerOutputs,
        verify);
  }

  public CompilerOptions withVerify(boolean newVerify) {
    return new CompilerOptions(
        model,
        dims,
        arguments,
        weights,
        target,
        winograd,
        precision,
        tuning,
        stepTimes,
        layerOutputs,
        newVerify);
  }
}
