package org.cnnc.compiler.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import org.cnnc.compiler.Compiler;
import org.cnnc.compiler.CompilerOptions;
import org.cnnc.compiler.UserException;
import org.cnnc.compiler.typed.ModelJar;
import org.cnnc.compiler.typed.TypedModel;
import org.cnnc.frontend.ModelDefinition;

/**
 * Writes the models of a file as Java classes.
 *
 * @param output the folder of sources, or the jar
 * @param options the target is not used
 */
record ClassEmission(
    Path file,
    Optional<Path> output,
    ClassOptions classes,
    CompilerOptions options,
    List<String> targets) {

  /** Sources and resources; nothing for a file whose models all need arguments. */
  void emitJava(JsonOption json) {
    Path sources = output.orElse(Path.of(""));
    TypedModel.Request request =
        new TypedModel.Request(
            classes.packageName(), targets, sources, classes.resources().orElse(sources));
    List<ModelDefinition> definitions;
    List<TypedModel> models;
    try (Progress progress = Progress.ofTerminal()) {
      progress.step("compiling " + file);
      definitions = new Compiler(options).loadAll(file);
      models = TypedModel.writeAll(definitions, options, request);
    }
    if (json.isSet()) {
      json.print(asJson(definitions, models));
      return;
    }
    if (models.isEmpty()) {
      json.out().printf("%s: has no model without arguments, nothing is written%n", file);
    }
    for (TypedModel model : models) {
      json.out().printf("%s: %s%n", model.source(), model.className());
      model.resources().forEach(resource -> json.out().println(resource));
    }
  }

  void emitJar(JsonOption json) {
    if (classes.resources().isPresent()) {
      throw new UserException("--resources is for --emit java: a jar has them inside");
    }
    Path jar = output.orElseGet(() -> Path.of(ModelOptions.stem(file) + ".jar"));
    List<ModelDefinition> definitions;
    ModelJar result;
    try (Progress progress = Progress.ofTerminal()) {
      progress.step("compiling " + file);
      Compiler compiler = new Compiler(options);
      definitions = compiler.loadAll(file);
      if (definitions.isEmpty()) {
        // Says what is wrong where there is nothing to choose from.
        compiler.load(file);
      }
      result = ModelJar.write(definitions, options, classes.packageName(), targets, jar);
    }
    if (json.isSet()) {
      JsonObject object = asJson(definitions, result.models());
      object.addProperty("jar", jar.toString());
      object.addProperty("bytes", result.bytes());
      json.print(object);
      return;
    }
    for (TypedModel model : result.models()) {
      json.out()
          .printf(
              Locale.ROOT,
              "%s: %s for %s, %,d bytes%n",
              jar,
              model.className(),
              String.join(", ", targets),
              result.bytes());
    }
  }

  /** What was written, and the files of which it was made: where one changes, it is made again. */
  private JsonObject asJson(List<ModelDefinition> definitions, List<TypedModel> models) {
    JsonArray classNames = new JsonArray();
    for (TypedModel model : models) {
      JsonObject each = new JsonObject();
      each.addProperty("class", model.className());
      each.addProperty("source", model.source().toString());
      each.add("resources", texts(model.resources()));
      classNames.add(each);
    }
    NavigableSet<Path> inputs = new TreeSet<>(List.of(file));
    definitions.forEach(definition -> inputs.addAll(definition.files()));
    JsonObject object = new JsonObject();
    object.add("models", classNames);
    object.add("inputs", texts(inputs));
    return object;
  }

  private static JsonArray texts(Iterable<Path> paths) {
    JsonArray array = new JsonArray();
    paths.forEach(path -> array.add(path.toString()));
    return array;
  }
}
