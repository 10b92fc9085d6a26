package org.cnnc.compiler.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.cnnc.compiler.Compiler;
import org.cnnc.compiler.CompilerOptions;
import org.cnnc.compiler.UserException;
import org.cnnc.compiler.bundle.ModelBundle;
import org.cnnc.compiler.bundle.TargetArtifact;
import org.cnnc.frontend.ModelDefinition;
import org.cnnc.frontend.diagnostic.DiagnosticException;
import org.cnnc.runtime.artifact.Manifest;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * {@code cnnc compile lenet5.cnn} writes lenet5.so and lenet5.h; for OpenCL lenet5.cnncl, for
 * several targets lenet5.cnnb.
 */
@Command(
    name = "compile",
    description = {
      "Compiles a model to native code: a shared library, and a C header for it.",
      "With --emit java or jar, every model of the file that needs no arguments becomes a class.",
      "With --target opencl it becomes one file, which runs on every OpenCL device; with several"
          + " targets one file that has a part for each, of which the best is loaded."
    },
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  cnnc compile lenet5.cnn",
      "  cnnc compile lenet5.cnn --emit jar --package com.acme --target x86-64-v3,aarch64",
      "  cnnc compile lenet5.cnn --target native,opencl"
    })
final class CompileCommand implements Callable<Integer> {
  @Parameters(paramLabel = "MODEL", description = "a .cnn or .onnx file")
  private Path file;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description =
          "the file to write; further kinds get its name with their ending. Or a folder to write"
              + " them to (default: the model's name, in this folder)")
  private Path output;

  @Option(
      names = "--emit",
      paramLabel = "KIND",
      split = ",",
      converter = Emission.Converter.class,
      description =
          "what to write, separated by commas: so, the shared library; a, a static library; o, an"
              + " object; h, the C header; cnncl, the model for OpenCL (default: so,h, or cnncl). Or"
              + " by itself cnnb, the model for several targets (default for these); java, the"
              + " source of a class with its resources; jar, both in one file"
              + " (docs/TYPED_CLASSES.md)")
  private List<Emission> kinds;

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description =
          "what the model is called in the files, so that two of one name go into one C program"
              + " (default: its own name)")
  private String name;

  @Option(
      names = "--step-times",
      description =
          "time each step of a run, for Java Flight Recorder, in one more output; the model then"
              + " takes one image at a time")
  private boolean stepTimes;

  @Option(
      names = "--layer-outputs",
      description =
          "give what each layer computes in outputs of its own, for `cnnc compare` or to look at")
  private boolean layerOutputs;

  @Mixin private ClassOptions classOptions;
  @Mixin private ModelOptions modelOptions;
  @Mixin private TargetOption targetOption;
  @Mixin private TuneOptions tuneOptions;
  @Mixin private JsonOption json;

  @Override
  public Integer call() {
    try {
      if (kinds != null && kinds.stream().anyMatch(Emission::isTyped)) {
        compileClasses();
      } else if (kinds == null ? targetOption.isList() : kinds.contains(Emission.CNNB)) {
        compileBundle();
      } else {
        compileLibrary();
      }
      return ExitStatus.OK.code();
    } catch (DiagnosticException e) {
      if (json.isSet()) {
        return json.printErrors(e);
      }
      throw e;
    }
  }

  private void compileClasses() {
    if (kinds.size() > 1) {
      throw new UserException("--emit java and --emit jar are alone, without other kinds");
    }
    if (stepTimes || layerOutputs) {
      throw new UserException(
          "--step-times and --layer-outputs are for libraries, not for --emit java and --emit jar");
    }
    if (name != null) {
      throw new UserException("--name is for libraries: --package keeps classes of one name apart");
    }
    ClassEmission emission =
        new ClassEmission(
            file,
            Optional.ofNullable(output),
            classOptions,
            tuneOptions.withoutMeasuring(
                targetOption.withoutTarget(modelOptions.compilerOptions())),
            targetOption.targets());
    if (kinds.contains(Emission.JAR)) {
      emission.emitJar(json);
    } else {
      emission.emitJava(json);
    }
  }

  private void compileBundle() {
    classOptions.checkNone();
    if (kinds != null && kinds.size() > 1) {
      throw new UserException("--emit cnnb is alone, without other kinds");
    }
    CompilerOptions options =
        tuneOptions
            .withoutMeasuring(targetOption.withoutTarget(modelOptions.compilerOptions()))
            .withStepTimes(stepTimes)
            .withLayerOutputs(layerOutputs);
    EmittedFiles files = EmittedFiles.of(List.of(Emission.CNNB), file, Optional.ofNullable(output));
    Path bundle = files.get(Emission.CNNB).orElseThrow();
    ModelDefinition definition;
    List<TargetArtifact> artifacts;
    try (Progress progress = Progress.ofTerminal()) {
      progress.step("compiling " + file);
      definition = named(new Compiler(options).load(file));
      artifacts = ModelBundle.write(definition, options, targetOption.targets(), bundle);
    }
    if (json.isSet()) {
      json.print(asJson(definition, files, artifacts));
    } else {
      json.out().println(written(bundle, definition.name(), targetOption.targets()));
    }
  }

  private void compileLibrary() {
    classOptions.checkNone();
    CompilerOptions options =
        targetOption
            .applyTo(modelOptions.compilerOptions())
            .withStepTimes(stepTimes)
            .withLayerOutputs(layerOutputs);
    List<Emission> chosen =
        kinds == null ? Emission.usual(new Compiler(options).loadable()) : kinds;
    EmittedFiles files = EmittedFiles.of(chosen, file, Optional.ofNullable(output));
    Manifest manifest;
    try (Progress progress = Progress.ofTerminal()) {
      Compiler compiler = new Compiler(tuneOptions.applyTo(options, file, progress));
      progress.step("compiling " + file);
      ModelDefinition definition = named(compiler.load(file));
      manifest = compiler.compile(definition, files.nativeFiles());
      files.get(Emission.H).ifPresent(header -> compiler.writeHeader(manifest, header));
    }
    if (json.isSet()) {
      json.print(asJson(manifest, files));
    } else {
      List<String> targets = List.of(manifest.platform().cpu());
      files.forEach((_, path) -> json.out().println(written(path, manifest.name(), targets)));
    }
  }

  private static String written(Path file, String model, List<String> targets) {
    return String.format(
        Locale.ROOT,
        "%s: %s for %s, %,d bytes",
        file,
        model,
        String.join(", ", targets),
        file.toFile().length());
  }

  private static JsonObject asJson(
      ModelDefinition definition, EmittedFiles files, List<TargetArtifact> artifacts) {
    JsonObject object = new JsonObject();
    object.addProperty("model", definition.name());
    object.add("files", asJson(files));
    JsonArray parts = new JsonArray();
    for (TargetArtifact artifact : artifacts) {
      JsonObject part = new JsonObject();
      part.addProperty("part", artifact.file().getFileName().toString());
      part.addProperty("cpu", artifact.manifest().platform().cpu());
      parts.add(part);
    }
    object.add("parts", parts);
    return object;
  }

  private ModelDefinition named(ModelDefinition definition) {
    if (name == null) {
      return definition;
    }
    if (!name.matches("[A-Za-z_][A-Za-z0-9_]*")) {
      throw new UserException(
          "--name: `%s` is no name".formatted(name), "letters, digits and _ are, such as Net2");
    }
    return definition.withName(name);
  }

  private static JsonObject asJson(Manifest manifest, EmittedFiles files) {
    JsonObject object = new JsonObject();
    object.addProperty("model", manifest.name());
    object.add("files", asJson(files));
    object.addProperty("cpu", manifest.platform().cpu());
    object.addProperty("parameters", manifest.parameters());
    object.addProperty("macs", manifest.macs());
    object.addProperty("precision", manifest.precision().toString());
    object.addProperty("workspace", manifest.workspaceBytes());
    object.addProperty("weights", manifest.weights().bytes());
    return object;
  }

  private static JsonObject asJson(EmittedFiles files) {
    JsonObject object = new JsonObject();
    files.forEach(
        (kind, path) -> {
          JsonObject file = new JsonObject();
          file.addProperty("file", path.toString());
          file.addProperty("bytes", path.toFile().length());
          object.add(kind.toString(), file);
        });
    return object;
  }
}
