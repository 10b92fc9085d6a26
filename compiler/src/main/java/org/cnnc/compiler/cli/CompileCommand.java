package org.cnnc.compiler.cli;

import com.google.gson.JsonObject;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.cnnc.compiler.Compiler;
import org.cnnc.compiler.CompilerOptions;
import org.cnnc.compiler.UserException;
import org.cnnc.frontend.ModelDefinition;
import org.cnnc.frontend.diagnostic.DiagnosticException;
import org.cnnc.runtime.artifact.Manifest;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code cnnc compile lenet5.cnn} writes lenet5.so and lenet5.h; for OpenCL lenet5.cnncl. */
@Command(
    name = "compile",
    description = {
      "Compiles a model to native code: a shared library, and a C header for it.",
      "With --emit java or jar, every model of the file that needs no arguments becomes a class.",
      "With --target opencl it becomes one file, which runs on every OpenCL device."
    },
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  cnnc compile lenet5.cnn",
      "  cnnc compile lenet5.cnn --emit jar --package com.acme --target x86-64-v3,aarch64",
      "  cnnc compile lenet5.cnn --target opencl"
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
              + " by itself java, the source of a class with its resources; jar, both in one file"
              + " (docs/TYPED_CLASSES.md)")
  private List<Emission> kinds;

  @Option(
      names = "--step-times",
      description =
          "time each step of a run, for Java Flight Recorder, in one more output; the model then"
              + " takes one image at a time")
  private boolean stepTimes;

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
    if (stepTimes) {
      throw new UserException("--step-times is for libraries, not for --emit java and --emit jar");
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

  private void compileLibrary() {
    classOptions.checkNone();
    CompilerOptions options =
        targetOption.applyTo(modelOptions.compilerOptions()).withStepTimes(stepTimes);
    List<Emission> chosen =
        kinds == null ? Emission.usual(new Compiler(options).loadable()) : kinds;
    EmittedFiles files = EmittedFiles.of(chosen, file, Optional.ofNullable(output));
    Manifest manifest;
    try (Progress progress = Progress.ofTerminal()) {
      Compiler compiler = new Compiler(tuneOptions.applyTo(options, file, progress));
      progress.step("compiling " + file);
      ModelDefinition definition = compiler.load(file);
      manifest = compiler.compile(definition, files.nativeFiles());
      files.get(Emission.H).ifPresent(header -> compiler.writeHeader(manifest, header));
    }
    if (json.isSet()) {
      json.print(asJson(manifest, files));
    } else {
      files.forEach(
          (_, path) ->
              json.out()
                  .printf(
                      Locale.ROOT,
                      "%s: %s for %s, %,d bytes%n",
                      path,
                      manifest.name(),
                      manifest.platform().cpu(),
                      path.toFile().length()));
    }
  }

  private static JsonObject asJson(Manifest manifest, EmittedFiles files) {
    JsonObject object = new JsonObject();
    object.addProperty("model", manifest.name());
    object.add("files", asJson(files));
    object.addProperty("cpu", manifest.platform().cpu());
    object.addProperty("parameters", manifest.parameters());
    object.addProperty("macs", manifest.macs());
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
