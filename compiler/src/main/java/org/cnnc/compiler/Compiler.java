package org.cnnc.compiler;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.cnnc.frontend.Frontend;
import org.cnnc.frontend.FrontendOptions;
import org.cnnc.frontend.ModelDefinition;
import org.cnnc.frontend.onnx.OnnxReader;
import org.cnnc.frontend.onnx.OnnxWriter;
import org.cnnc.frontend.weights.NoWeights;
import org.cnnc.frontend.weights.WeightBinder;
import org.cnnc.frontend.weights.WeightSource;
import org.cnnc.ir.Graph;
import org.cnnc.ir.program.Program;
import org.cnnc.ir.spi.Backend;
import org.cnnc.ir.spi.Descriptor;
import org.cnnc.ir.spi.NativeForm;
import org.cnnc.ir.target.Target;
import org.cnnc.optimizer.LayerOutputs;
import org.cnnc.optimizer.Optimized;
import org.cnnc.optimizer.Optimizer;
import org.cnnc.optimizer.Precision;
import org.cnnc.optimizer.cpu.Choices;
import org.cnnc.optimizer.pass.PassListener;
import org.cnnc.optimizer.pass.VerifyEach;
import org.cnnc.runtime.artifact.Artifact;
import org.cnnc.runtime.artifact.Manifest;
import org.cnnc.runtime.artifact.ManifestJson;
import org.cnnc.runtime.artifact.Platform;
import org.cnnc.runtime.artifact.Port;

/**
 * Compiles model files. The whole way is {@link #compile}; each stage can also be had alone:
 *
 * {@snippet lang=java :
 * Compiler compiler = new Compiler(CompilerOptions.DEFAULT.withTarget("x86-64-v3"));
 * ModelDefinition definition = compiler.load(Path.of("lenet5.cnn"));
 * Graph graph = compiler.bind(definition);
 * Program program = compiler.optimize(graph);
 * }
 *
 * <p>Immutable; mistakes in the model are {@link
 * org.cnnc.frontend.diagnostic.DiagnosticException}s, other mistakes {@link UserException}s.
 */
public final class Compiler {
  /** The name and version that every library carries. */
  public static final String VERSION = "cnnc 0.1.0";

  /** The backend whose targets are CPUs. */
  private static final String CPU_BACKEND = "llvm";

  private final CompilerOptions options;

  public Compiler(CompilerOptions options) {
    this.options = options;
  }

  /** Reads and checks a model file; weights are not read, but for those inside an ONNX model. */
  public ModelDefinition load(Path file) {
    ModelDefinition definition = read(file);
    return options.foldPixels() ? PixelFolding.of(definition) : definition;
  }

  private ModelDefinition read(Path file) {
    if (isOnnx(file)) {
      checkOnnxOptions(file);
      return OnnxReader.load(file, options.dims());
    }
    return Frontend.load(
        file, new FrontendOptions(options.model(), options.dims(), options.arguments()));
  }

  /**
   * Reads and checks every model of a file that needs no arguments, or the one that the options
   * choose; none where the file declares none and is there to be imported.
   */
  public List<ModelDefinition> loadAll(Path file) {
    if (isOnnx(file) || options.model().isPresent()) {
      return List.of(load(file));
    }
    return Frontend.models(file).stream()
        .map(name -> new Compiler(options.withModel(name)).load(file))
        .toList();
  }

  private void checkOnnxOptions(Path file) {
    if (options.weights().isPresent()) {
      throw new UserException(
          "--weights: %s has its weights inside".formatted(file), "leave --weights out");
    }
    if (options.model().isPresent() || !options.arguments().isEmpty()) {
      throw new UserException(
          "--model and --arg are for .cnn files, %s is one model without parameters"
              .formatted(file),
          "--dim NAME=SIZE gives its symbolic dimensions their sizes");
    }
  }

  /** Whether a file is one to compile, by its name: {@code .cnn} or {@code .onnx}. */
  public static boolean isModelFile(Path file) {
    return file.toString().endsWith(".cnn") || isOnnx(file);
  }

  /** Whether a file is an ONNX model, by its name: {@code .onnx}. */
  public static boolean isOnnx(Path file) {
    return file.toString().endsWith(".onnx");
  }

  /** The definition's graph with its weights. */
  public Graph bind(ModelDefinition definition) {
    return WeightBinder.bind(definition.graph(), weights(definition));
  }

  private WeightSource weights(ModelDefinition definition) {
    return options
        .weights()
        .or(() -> definition.weights().map(Path::toString))
        .map(text -> WeightSource.of(text, Path.of("")))
        .orElseGet(NoWeights::new);
  }

  /** The program of a bound graph for the options' target. */
  public Program optimize(Graph graph) {
    return optimize(graph, target(), List.of());
  }

  /** The program of a bound graph; listeners see every pass. */
  public Program optimize(Graph graph, Target target, List<PassListener> listeners) {
    return decide(graph, target, listeners).program();
  }

  /** What {@link #optimize(Graph)} does, with the decisions that it took. */
  public Optimized decide(Graph graph, List<PassListener> listeners) {
    return decide(graph, target(), listeners);
  }

  private Optimized decide(Graph graph, Target target, List<PassListener> listeners) {
    Choices choices = options.tuning().choices(VERSION, target, options.winograd());
    return Optimizer.decide(
        graph, target, options.winograd(), options.precision(), choices, watched(listeners));
  }

  /** Runs the graph passes alone on a bound graph; listeners see each. */
  public Graph runPasses(Graph graph, List<PassListener> listeners) {
    Target target = target();
    Choices choices = options.tuning().choices(VERSION, target, options.winograd());
    return Optimizer.rewrite(
        graph, target, options.winograd(), options.precision(), choices, watched(listeners));
  }

  private List<PassListener> watched(List<PassListener> listeners) {
    List<PassListener> all = new ArrayList<>(listeners);
    if (options.verify()) {
      all.add(new VerifyEach());
    }
    return all;
  }

  /** The options' target; only what is stored in bfloat16 needs a CPU's instructions for it. */
  public Target target() {
    Target target = backend(options.target()).target(options.target());
    return options.precision().storage() == Precision.Storage.F32
        ? target.withoutBfloat16()
        : target;
  }

  /** What a program's code needs: a loader asks the kernel for tiles only where there are some. */
  private static Target needed(Target target, Program program) {
    return program.hasTiles() ? target : target.withoutTiles();
  }

  /** The CPU that a library was made for; this machine's where it has no name, or is none. */
  public static Target targetOf(Platform platform) {
    Backend cpus = Backends.named(CPU_BACKEND);
    Target host = cpus.target("native");
    boolean known = cpus.targetNames().contains(platform.cpu());
    return known && !platform.features().equals(host.features())
        ? cpus.target(platform.cpu())
        : host;
  }

  /** The form of the options' target that the runtime loads. */
  public NativeForm loadable() {
    return backend(options.target()).loadable();
  }

  /** A program in one of its backend's text forms: {@code llvm}, {@code asm}, {@code opencl}. */
  public String print(Program program, String form) {
    return backend(options.target()).print(program, needed(target(), program), form);
  }

  private static Backend backend(String target) {
    return Backends.ofTarget(target);
  }

  /**
   * Compiles a model file to a shared library, which is complete or not there at all.
   *
   * @param library where to write it; what is there is replaced
   * @return what the library says about itself
   */
  public Manifest compile(Path file, Path library) {
    return compile(load(file), library);
  }

  /** Compiles a model that was loaded with these options to a shared library. */
  public Manifest compile(ModelDefinition definition, Path library) {
    return compile(definition, Map.of(loadable(), library));
  }

  /**
   * Compiles a model that was loaded with these options to native code in several forms.
   *
   * @param files where to write each, all in one folder; none, and nothing is compiled
   * @return what each of them says about itself
   */
  public Manifest compile(ModelDefinition definition, Map<NativeForm, Path> files) {
    Target target = target();
    Optimized optimized = decide(bind(definition), target, List.of());
    if (options.layerOutputs()) {
      optimized = LayerOutputs.of(optimized, target, Port.LAYER);
    }
    Program program = optimized.program();
    if (backend(target.name()).isForCpus()) {
      program = program.withPreparations(Preparations.of(definition.inputs()));
    }
    if (options.stepTimes()) {
      program = program.withStepTimes(Port.STEP_TIMES);
    }
    Target needed = needed(target, program);
    Manifest manifest = Manifests.of(definition, program, needed, Manifests.kernels(optimized));
    if (!files.isEmpty()) {
      write(program, needed, manifest, files);
    }
    return manifest;
  }

  /** Compiles a program that no model file describes as it is: for measurements. */
  public Manifest compile(Program program, Path library) {
    Target target = needed(target(), program);
    Manifest manifest = Manifests.of(program, target);
    write(program, target, manifest, Map.of(loadable(), library));
    return manifest;
  }

  private static void write(
      Program program, Target target, Manifest manifest, Map<NativeForm, Path> files) {
    String json = new String(ManifestJson.write(manifest), StandardCharsets.UTF_8);
    Descriptor descriptor = new Descriptor(CHeader.symbol(manifest.name()), json);
    Map<NativeForm, OutputFile> outputs = new EnumMap<>(NativeForm.class);
    try {
      files.forEach((form, file) -> outputs.put(form, OutputFile.of(file)));
      Map<NativeForm, Path> drafts = new EnumMap<>(NativeForm.class);
      outputs.forEach((form, output) -> drafts.put(form, output.draft()));
      Backend backend = backend(target.name());
      backend.compile(program, target, descriptor, drafts);
      if (files.containsKey(backend.loadable())) {
        Artifact.append(drafts.get(backend.loadable()), manifest);
      }
      outputs.values().forEach(OutputFile::commit);
    } catch (IOException e) {
      throw new UserException(
          "%s: cannot be written: %s"
              .formatted(files.values().iterator().next(), OutputFile.reason(e)));
    } finally {
      outputs.values().forEach(OutputFile::close);
    }
  }

  /**
   * Writes a model with its weights as an ONNX model, which is complete or not there at all.
   *
   * @param onnx where to write it; what is there is replaced
   * @throws org.cnnc.ir.UnsupportedException where ONNX cannot say what an op does
   */
  public void export(ModelDefinition definition, Path onnx) {
    for (ModelDefinition.OutputSpec output : definition.outputs()) {
      if (definition.inputs().stream().anyMatch(input -> input.name().equals(output.name()))) {
        throw new UserException(
            "an input and an output of %s are named `%s`, which ONNX does not allow"
                .formatted(definition.name(), output.name()),
            "give one of them another name");
      }
    }
    OutputFile.checkPlace(onnx);
    try {
      OnnxWriter.write(bind(definition), onnx);
    } catch (IOException e) {
      throw new UserException("%s: cannot be written: %s".formatted(onnx, OutputFile.reason(e)));
    }
  }

  /**
   * Writes an ONNX model as a {@code .cnn} file, and its weights beside it as safetensors.
   *
   * @param cnn where to write it; folders that are missing are made
   * @param replaces whether files that are there may be replaced
   * @throws org.cnnc.ir.UnsupportedException where the language has no words for what an op does
   */
  public ImportedModel importOnnx(Path onnx, Path cnn, boolean replaces) {
    if (!isOnnx(onnx)) {
      throw new UserException(
          "%s: is no .onnx file".formatted(onnx), "only ONNX models are imported");
    }
    return ImportedModel.write(load(onnx), cnn, replaces);
  }

  /** Writes the C header of a library that says this about itself. */
  public void writeHeader(Manifest manifest, Path header) {
    try (OutputFile output = OutputFile.of(header)) {
      Files.writeString(output.draft(), CHeader.of(manifest));
      output.commit();
    } catch (IOException e) {
      throw new UserException("%s: cannot be written: %s".formatted(header, OutputFile.reason(e)));
    }
  }

  /** The library of a model file from the user's cache, compiled now where it is not there yet. */
  public Path compileCached(Path file, ModelCache cache) {
    ModelDefinition definition = load(file);
    // What is wrong with the weights is told before they are hashed.
    weights(definition);
    return cache.get(
        CacheKey.of(definition, options, target()) + loadable().suffix(),
        library -> compile(definition, library));
  }
}
