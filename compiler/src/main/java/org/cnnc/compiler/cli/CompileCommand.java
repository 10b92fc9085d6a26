package org.cnnc.compiler.cli;

import com.google.gson.JsonObject;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.cnnc.compiler.Compilation;
import org.cnnc.compiler.Compiler;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code cnnc compile lenet5.cnn} writes lenet5.so and lenet5.h. */
@Command(
    name = "compile",
    description = "Compiles a model to a shared library, and writes a C header for it.",
    mixinStandardHelpOptions = true)
final class CompileCommand implements Callable<Integer> {
  @Parameters(paramLabel = "MODEL", description = "a .cnn or .onnx file")
  private Path file;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "the library to write (default: the model's name with .so, in this folder)")
  private Path output;

  @Option(
      names = "--header",
      negatable = true,
      defaultValue = "true",
      fallbackValue = "true",
      description = "write a C header beside the library (default: yes)")
  private boolean header;

  @Mixin private ModelOptions modelOptions;
  @Mixin private TargetOption targetOption;
  @Mixin private JsonOption json;

  @Override
  public Integer call() {
    Path library =
        Optional.ofNullable(output).orElseGet(() -> Path.of(ModelOptions.stem(file) + ".so"));
    Compiler compiler = new Compiler(targetOption.applyTo(modelOptions.compilerOptions()));
    Compilation result;
    try (Progress progress = Progress.ofTerminal()) {
      progress.step("compiling " + file);
      result = compiler.compile(file, library);
      if (header) {
        compiler.writeHeader(result, library.resolveSibling(ModelOptions.stem(library) + ".h"));
      }
    }
    if (json.isSet()) {
      json.print(asJson(result));
    } else {
      json.out()
          .printf(
              Locale.ROOT,
              "%s: %s for %s, %,d bytes%n",
              library,
              result.manifest().name(),
              result.manifest().platform().cpu(),
              result.bytes());
    }
    return ExitStatus.OK.code();
  }

  private static JsonObject asJson(Compilation result) {
    JsonObject object = new JsonObject();
    object.addProperty("model", result.manifest().name());
    object.addProperty("library", result.library().toString());
    object.addProperty("bytes", result.bytes());
    object.addProperty("cpu", result.manifest().platform().cpu());
    object.addProperty("parameters", result.manifest().parameters());
    object.addProperty("macs", result.manifest().macs());
    object.addProperty("workspace", result.manifest().workspaceBytes());
    object.addProperty("weights", result.manifest().weights().bytes());
    return object;
  }
}
