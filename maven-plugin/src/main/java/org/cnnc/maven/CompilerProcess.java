package org.cnnc.maven;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.stream.Collectors;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugin.MojoFailureException;
import org.jspecify.annotations.Nullable;

/**
 * Starts the compiler, {@code cnnc compile --emit java --json}.
 *
 * @param classPath the compiler's
 */
record CompilerProcess(Jdk jdk, List<Path> classPath) {
  /** The compiler's own bug, in its exit status. */
  private static final int BUG = 70;

  /**
   * What the code is to be, beside its targets.
   *
   * @param precision f32, bf16 or auto
   * @param allLayers whether the first and the last layers have it as well
   * @param keepF32 patterns of layers that stay f32
   * @param winograd auto or off
   * @param foldPixels whether scale, mean and std of pixels are folded into weights
   */
  record Code(
      String precision,
      boolean allLayers,
      List<String> keepF32,
      String winograd,
      boolean foldPixels) {
    List<String> arguments() {
      List<String> arguments = new ArrayList<>();
      arguments.addAll(List.of("--precision", precision, "--winograd", winograd));
      if (allLayers) {
        arguments.add("--all-layers");
      }
      keepF32.forEach(pattern -> arguments.addAll(List.of("--keep-f32", pattern)));
      if (foldPixels) {
        arguments.add("--fold-pixels");
      }
      return arguments;
    }
  }

  /**
   * What to compile.
   *
   * @param weights a file or {@code random:SEED}, or null for those that the model names
   * @param model which of the file's models, or null for all that need no arguments
   * @param dims sizes of symbolic dimensions
   * @param args values of the model's parameters
   * @param code what the code is to be
   */
  record Request(
      Path file,
      String packageName,
      List<String> targets,
      @Nullable String weights,
      @Nullable String model,
      SortedMap<String, Integer> dims,
      SortedMap<String, String> args,
      Code code,
      Path sources,
      Path resources) {
    List<String> arguments() {
      List<String> arguments = new ArrayList<>();
      arguments.addAll(List.of("compile", file.toString(), "--emit", "java", "--json"));
      arguments.addAll(List.of("--package", packageName, "--target", String.join(",", targets)));
      arguments.addAll(List.of("-o", sources.toString(), "--resources", resources.toString()));
      if (weights != null) {
        arguments.addAll(List.of("--weights", weights));
      }
      if (model != null) {
        arguments.addAll(List.of("--model", model));
      }
      dims.forEach((name, size) -> arguments.addAll(List.of("--dim", name + "=" + size)));
      args.forEach((name, value) -> arguments.addAll(List.of("--arg", name + "=" + value)));
      arguments.addAll(code.arguments());
      return arguments;
    }

    /** One line for each argument. */
    @Override
    public String toString() {
      return arguments().stream().map(a -> "argument " + a).collect(Collectors.joining("\n"));
    }
  }

  /**
   * What came of it.
   *
   * @param mistakes of the model, as {@code FILE:[LINE,COLUMN] TEXT}, which is how Maven and IDEs
   *     know mistakes in sources; where there are any, nothing was made
   * @param inputs the files that were read
   * @param outputs the files that were written
   */
  record Result(List<String> mistakes, List<Path> inputs, List<Path> outputs) {}

  /**
   * Compiles a model file.
   *
   * @throws MojoFailureException where something else than the model is wrong
   * @throws MojoExecutionException where the compiler has a bug
   */
  Result run(Request request) throws MojoExecutionException, MojoFailureException, IOException {
    Path out = Files.createTempFile("cnnc", ".json");
    Path err = Files.createTempFile("cnnc", ".txt");
    try {
      int status = start(request, out, err).waitFor();
      String printed = Files.readString(out);
      if (printed.startsWith("{")) {
        return result(JsonParser.parseString(printed).getAsJsonObject());
      }
      String message = Files.readString(err).strip();
      if (status == BUG) {
        throw new MojoExecutionException(request.file() + ": " + message);
      }
      throw new MojoFailureException(message.isEmpty() ? "the compiler ended early" : message);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new MojoExecutionException("interrupted");
    } finally {
      Files.delete(out);
      Files.delete(err);
    }
  }

  private Process start(Request request, Path out, Path err) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(jdk.java().toString());
    // As ./cnnc starts it.
    command.addAll(List.of("-XX:+UseSerialGC", "-XX:MaxRAMPercentage=70"));
    command.addAll(
        List.of("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow"));
    command.addAll(List.of("-Djava.awt.headless=true", "-Dstdout.encoding=UTF-8", "-cp"));
    command.add(
        classPath.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator)));
    command.add("org.cnnc.compiler.Main");
    command.addAll(request.arguments());
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
    // The JVM says on standard error that it found it.
    builder.environment().remove("JAVA_TOOL_OPTIONS");
    return builder.start();
  }

  private static Result result(JsonObject json) {
    List<String> mistakes = new ArrayList<>();
    if (json.has("errors")) {
      json.getAsJsonArray("errors").forEach(error -> mistakes.add(text(error.getAsJsonObject())));
    }
    List<Path> outputs = new ArrayList<>();
    for (JsonElement model : json.getAsJsonArray("models")) {
      outputs.add(Path.of(model.getAsJsonObject().get("source").getAsString()));
      outputs.addAll(paths(model.getAsJsonObject().getAsJsonArray("resources")));
    }
    List<Path> inputs = json.has("inputs") ? paths(json.getAsJsonArray("inputs")) : List.of();
    return new Result(mistakes, inputs, outputs);
  }

  private static List<Path> paths(JsonArray texts) {
    List<Path> paths = new ArrayList<>();
    texts.forEach(text -> paths.add(Path.of(text.getAsString())));
    return paths;
  }

  private static String text(JsonObject error) {
    int line = error.get("line").getAsInt();
    String place = line == 0 ? "" : "[%d,%d]".formatted(line, error.get("column").getAsInt());
    String help = error.has("help") ? "; " + error.get("help").getAsString() : "";
    return "%s:%s %s: %s%s"
        .formatted(
            error.get("file").getAsString(),
            place,
            error.get("code").getAsString(),
            error.get("message").getAsString(),
            help);
  }
}
