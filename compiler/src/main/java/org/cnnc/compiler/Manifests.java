package org.cnnc.compiler;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.cnnc.compiler.summary.Summary;
import org.cnnc.frontend.Labels;
import org.cnnc.frontend.ModelDefinition;
import org.cnnc.ir.program.PackedWeight;
import org.cnnc.ir.program.Program;
import org.cnnc.ir.target.Target;
import org.cnnc.ir.tensor.DType;
import org.cnnc.ir.tensor.TensorType;
import org.cnnc.optimizer.Optimized;
import org.cnnc.optimizer.cpu.Schedule;
import org.cnnc.runtime.artifact.ElementType;
import org.cnnc.runtime.artifact.KernelInfo;
import org.cnnc.runtime.artifact.Manifest;
import org.cnnc.runtime.artifact.Pixels;
import org.cnnc.runtime.artifact.Platform;
import org.cnnc.runtime.artifact.Port;
import org.cnnc.runtime.artifact.Precision;
import org.cnnc.runtime.artifact.Shape;
import org.cnnc.runtime.artifact.WeightsInfo;

/** Writes down in a library's manifest what the model's file and the program say. */
final class Manifests {
  private static final int MAX_LABELS = 100_000;

  private Manifests() {}

  /**
   * What a model's library says of itself.
   *
   * @param kernels of the program, for who asks how the model is computed
   */
  static Manifest of(
      ModelDefinition definition, Program program, Target target, List<KernelInfo> kernels) {
    return new Manifest(
        definition.name(),
        Compiler.VERSION,
        platform(target),
        inputs(definition, program),
        outputs(definition.outputs(), program),
        program.workspaceBytes(),
        new WeightsInfo(program.weightBytes(), true, weightsHash(program)),
        sourceHash(definition),
        Summary.of(definition.graph()).parameters(),
        program.macs(),
        precision(program),
        kernels);
  }

  /** What a program says of itself, without the model that it may come from. */
  static Manifest of(Program program, Target target) {
    return new Manifest(
        program.name(),
        Compiler.VERSION,
        platform(target),
        program.inputs().stream().map(Manifests::port).toList(),
        outputs(List.of(), program),
        program.workspaceBytes(),
        new WeightsInfo(program.weightBytes(), true, weightsHash(program)),
        new ContentHash().hex(),
        0,
        program.macs(),
        precision(program),
        List.of());
  }

  private static Precision precision(Program program) {
    return program.storage() == org.cnnc.ir.loop.ElementType.BF16 ? Precision.BF16 : Precision.F32;
  }

  /**
   * The kernels of a program's steps for one image, in its order, with the schedules that were
   * chosen for them.
   */
  static List<KernelInfo> kernels(Optimized optimized) {
    Program program = optimized.program();
    List<KernelInfo> kernels = new ArrayList<>();
    for (int kernel = 0; kernel < program.kernels().size(); kernel++) {
      int number = kernel;
      List<Schedule> schedules =
          IntStream.range(0, program.steps().size())
              .filter(step -> program.steps().get(step).kernel() == number)
              .mapToObj(step -> optimized.decisions().get(step).schedule())
              .toList();
      if (!schedules.isEmpty()) {
        kernels.add(
            new KernelInfo(
                program.kernels().get(kernel).name(),
                schedules.getFirst().name(),
                schedules.stream().anyMatch(Schedule::isKnown),
                schedules.size()));
      }
    }
    return kernels;
  }

  private static List<Port> inputs(ModelDefinition definition, Program program) {
    List<Port> inputs = new ArrayList<>();
    for (int i = 0; i < definition.inputs().size(); i++) {
      int input = i;
      boolean isCompiled = program.preparations().stream().anyMatch(p -> p.input() == input);
      inputs.add(port(definition.inputs().get(i), isCompiled));
    }
    return inputs;
  }

  /** A program's outputs: the first of them as the model's file has them. */
  private static List<Port> outputs(List<ModelDefinition.OutputSpec> declared, Program program) {
    List<Port> outputs = new ArrayList<>(declared.stream().map(Manifests::port).toList());
    int untimed = program.outputs().size() - (program.timed() ? 1 : 0);
    program.outputs().subList(declared.size(), untimed).forEach(port -> outputs.add(port(port)));
    if (program.timed()) {
      outputs.add(
          Port.ofStepTimes(
              program.steps().stream().map(step -> step.origin().toString()).toList()));
    }
    return outputs;
  }

  private static Platform platform(Target target) {
    return new Platform(target.arch().text(), target.os(), target.cpu(), target.features());
  }

  private static Port port(org.cnnc.ir.program.Port port) {
    return Port.of(port.name(), elementType(port.type().dtype()), shape(port.type()));
  }

  private static Port port(ModelDefinition.InputSpec input, boolean isCompiled) {
    return new Port(
        input.name(),
        elementType(input.type().dtype()),
        shape(input.type()),
        input.pixels().map(pixels -> pixels(pixels, isCompiled)),
        List.of());
  }

  private static Port port(ModelDefinition.OutputSpec output) {
    List<String> labels = output.labels().map(Manifests::labels).orElse(List.of());
    return new Port(
        output.name(),
        elementType(output.type().dtype()),
        shape(output.type()),
        Optional.empty(),
        labels);
  }

  private static ElementType elementType(DType dtype) {
    return switch (dtype) {
      case F32 -> ElementType.F32;
      case I64 -> ElementType.I64;
      case I32 -> ElementType.I32;
      case BOOL -> ElementType.BOOL;
    };
  }

  private static Shape shape(TensorType type) {
    return type.isBatched()
        ? new Shape(true, type.dims().subList(1, type.rank()))
        : new Shape(false, type.dims());
  }

  /** The manifest's words for what the model's file says. */
  static Pixels pixels(org.cnnc.frontend.Pixels pixels, boolean isCompiled) {
    Pixels.Format format =
        switch (pixels.color()) {
          case GRAY -> Pixels.Format.GRAY;
          case RGB -> Pixels.Format.RGB;
          case BGR -> Pixels.Format.BGR;
        };
    return new Pixels(
        format,
        pixels.resize().map(Manifests::resize),
        pixels.crop().map(crop -> new Pixels.Crop(crop.height(), crop.width())),
        OptionalDouble.of(pixels.scale()),
        Optional.of(pixels.mean()),
        Optional.of(pixels.std()),
        switch (pixels.folded()) {
          case NONE -> Pixels.Folded.NONE;
          case FACTOR -> Pixels.Folded.FACTOR;
          case ALL -> Pixels.Folded.ALL;
        },
        isCompiled);
  }

  private static Pixels.Resize resize(org.cnnc.frontend.Pixels.Resize resize) {
    return switch (resize) {
      case org.cnnc.frontend.Pixels.Resize.ShorterSide(int size) ->
          new Pixels.Resize.ShorterSide(size);
      case org.cnnc.frontend.Pixels.Resize.Exact(int height, int width) ->
          new Pixels.Resize.Exact(height, width);
    };
  }

  /** The names of the classes; those in a file are its lines, one each. */
  private static List<String> labels(Labels labels) {
    return switch (labels) {
      case Labels.Names(List<String> names) -> names;
      case Labels.File(Path path) -> {
        try {
          List<String> lines = Files.readAllLines(path);
          if (lines.size() > MAX_LABELS) {
            throw new UserException("%s: more than %d labels".formatted(path, MAX_LABELS));
          }
          yield lines;
        } catch (MalformedInputException e) {
          throw new UserException("%s: the labels are not UTF-8 text".formatted(path));
        } catch (IOException e) {
          throw new UserException("%s: %s".formatted(path, OutputFile.reason(e)));
        }
      }
    };
  }

  private static String sourceHash(ModelDefinition definition) {
    ContentHash hash = new ContentHash();
    definition.sources().forEach(source -> hash.text("source", source.sha256()));
    return hash.hex();
  }

  private static String weightsHash(Program program) {
    ContentHash hash = new ContentHash();
    // Not by their names: a model that calls its weights otherwise is the same.
    for (PackedWeight weight : program.weights()) {
      hash.text("weight", weight.tensor().type().toString());
      hash.tensor(weight.tensor());
    }
    return hash.hex();
  }
}
