package org.cnnc.frontend;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.cnnc.frontend.ModelDefinition.SourceInfo;
import org.cnnc.frontend.check.NameChecker;
import org.cnnc.frontend.diagnostic.Code;
import org.cnnc.frontend.diagnostic.Diagnostic;
import org.cnnc.frontend.diagnostic.DiagnosticException;
import org.cnnc.frontend.diagnostic.Diagnostics;
import org.cnnc.frontend.diagnostic.SourceText;
import org.cnnc.frontend.diagnostic.Suggestion;
import org.cnnc.frontend.elaborate.ModelElaborator;
import org.cnnc.frontend.parse.CnnFileParser;
import org.cnnc.frontend.resolve.Module;
import org.cnnc.frontend.resolve.ModuleLoader;
import org.cnnc.frontend.syntax.Argument;
import org.cnnc.frontend.syntax.Declaration;

/** Loads {@code .cnn} files. */
public final class Frontend {
  private Frontend() {}

  /**
   * Loads one model of a file: parses the file and all it imports, elaborates the model and checks
   * every shape. Weights are not read.
   *
   * @throws DiagnosticException with every mistake found, in the file, its imports or the options
   */
  public static ModelDefinition load(Path file, FrontendOptions options) {
    return DeepStack.call(() -> new Loading(file, options).load());
  }

  /**
   * The models of a file that need no arguments, in its order. They are not elaborated: loading one
   * may still find mistakes.
   *
   * @throws DiagnosticException with every mistake in the syntax and the imports of the file
   */
  public static List<String> models(Path file) {
    return DeepStack.call(() -> new Loading(file, FrontendOptions.DEFAULT).readyModels());
  }

  /** One call of {@link #load} or {@link #models}. */
  private static final class Loading {
    private final Path file;
    private final FrontendOptions options;
    private final Map<String, SourceText> sources = new LinkedHashMap<>();
    private final Diagnostics diagnostics = new Diagnostics(sources);

    Loading(Path file, FrontendOptions options) {
      this.file = file;
      this.options = options;
    }

    ModelDefinition load() {
      Module module = module();
      List<Argument> arguments = arguments();
      NameChecker.check(module, diagnostics);
      String name = chosenModel(module);
      ModelElaborator.Elaborated model =
          new ModelElaborator(module, options, diagnostics).elaborate(name, arguments);
      return new ModelDefinition(
          name,
          model.doc(),
          model.graph(),
          model.inputs(),
          model.outputs(),
          model.weights(),
          model.tests(),
          sources.values().stream()
              .filter(s -> !s.sha256().isEmpty())
              .map(s -> new SourceInfo(s.file(), s.lines(), s.sha256()))
              .toList(),
          module.models());
    }

    List<String> readyModels() {
      return ready(module());
    }

    private Module module() {
      if (!Files.isRegularFile(file)) {
        throw unreadable(Files.exists(file) ? "this is no file" : "there is no such file");
      }
      try {
        Optional<Module> module = ModuleLoader.load(file, sources, diagnostics);
        diagnostics.throwIfAny();
        return module.orElseThrow();
      } catch (IOException e) {
        throw unreadable("the file cannot be read");
      }
    }

    private DiagnosticException unreadable(String message) {
      return new DiagnosticException(
          Diagnostic.ofFile(file.toString(), Code.FILE_NOT_FOUND, message));
    }

    /** The model's arguments that the caller gave, parsed as if they stood in a file. */
    private List<Argument> arguments() {
      List<Argument> arguments = new ArrayList<>();
      options
          .modelArguments()
          .forEach(
              (name, value) -> {
                String shown = "argument " + name;
                SourceText text = new SourceText(shown, value, List.of(value.split("\n", -1)), "");
                sources.put(shown, text);
                CnnFileParser.parseArgument(name, text, diagnostics).ifPresent(arguments::add);
              });
      diagnostics.throwIfAny();
      return arguments;
    }

    private String chosenModel(Module module) {
      List<String> models = module.models();
      if (options.model().isPresent()) {
        String wanted = options.model().get();
        if (!models.contains(wanted)) {
          diagnostics.report(
              Diagnostic.ofFile(
                      file.toString(),
                      Code.UNKNOWN_MODEL,
                      "there is no model `%s` in this file".formatted(wanted))
                  .help(
                      Suggestion.didYouMean(wanted, models)
                          .orElse("its models are " + String.join(", ", models))));
          diagnostics.throwIfAny();
        }
        return wanted;
      }
      List<String> ready = ready(module);
      if (ready.size() != 1) {
        diagnostics.report(ambiguous(models, ready));
        diagnostics.throwIfAny();
      }
      return ready.getFirst();
    }

    private List<String> ready(Module module) {
      return module.models().stream().filter(m -> needsNothing(module.named().get(m))).toList();
    }

    /** Whether a model can be elaborated with the arguments that were given. */
    private boolean needsNothing(Declaration declaration) {
      return switch (declaration) {
        case Declaration.Instance _ -> true;
        case Declaration.Model model ->
            model.parameters().stream()
                .allMatch(
                    p ->
                        p.fallback().isPresent()
                            || options.modelArguments().containsKey(p.name().text()));
        case Declaration.Fn _, Declaration.Block _, Declaration.Import _, Declaration.Test _ ->
            false;
      };
    }

    private Diagnostic ambiguous(List<String> models, List<String> ready) {
      Diagnostic diagnostic =
          Diagnostic.ofFile(
              file.toString(),
              Code.AMBIGUOUS_MODEL,
              models.isEmpty()
                  ? "the file declares no model"
                  : ready.isEmpty()
                      ? "every model of the file needs arguments"
                      : "the file has several models: " + String.join(", ", ready));
      return models.isEmpty()
          ? diagnostic
          : diagnostic.help("choose one: --model " + (ready.isEmpty() ? models : ready).getLast());
    }
  }
}
