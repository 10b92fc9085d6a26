package org.cnnc.frontend.elaborate;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.cnnc.frontend.FrontendOptions;
import org.cnnc.frontend.GoldenTest;
import org.cnnc.frontend.ModelDefinition.InputSpec;
import org.cnnc.frontend.ModelDefinition.OutputSpec;
import org.cnnc.frontend.diagnostic.Code;
import org.cnnc.frontend.diagnostic.Diagnostic;
import org.cnnc.frontend.diagnostic.Diagnostics;
import org.cnnc.frontend.diagnostic.Suggestion;
import org.cnnc.frontend.operator.Binding;
import org.cnnc.frontend.operator.Formals;
import org.cnnc.frontend.operator.OperatorCall;
import org.cnnc.frontend.resolve.Module;
import org.cnnc.frontend.syntax.Argument;
import org.cnnc.frontend.syntax.Declaration;
import org.cnnc.frontend.syntax.Text;
import org.cnnc.ir.Graph;
import org.cnnc.ir.SourceSpan;

/** Elaborates one model of a module. */
public final class ModelElaborator {
  private final Module module;
  private final FrontendOptions options;
  private final Diagnostics diagnostics;

  /** What a model's elaboration gives. */
  public record Elaborated(
      String doc,
      Graph graph,
      List<InputSpec> inputs,
      List<OutputSpec> outputs,
      Optional<Path> weights,
      List<GoldenTest> tests) {}

  public ModelElaborator(Module module, FrontendOptions options, Diagnostics diagnostics) {
    this.module = module;
    this.options = options;
    this.diagnostics = diagnostics;
  }

  /**
   * Elaborates the model of a name.
   *
   * @param commandLine the model's arguments as the caller of the compiler gave them
   * @throws org.cnnc.frontend.diagnostic.DiagnosticException where it has mistakes
   */
  public Elaborated elaborate(String name, List<Argument> commandLine) {
    Declaration chosen = module.named().get(name);
    Elaborated elaborated =
        switch (chosen) {
          case Declaration.Model model -> direct(model, commandLine);
          case Declaration.Instance instance -> instance(instance, commandLine);
          case Declaration.Fn _, Declaration.Block _, Declaration.Import _, Declaration.Test _ ->
              throw new IllegalArgumentException(name + " is no model");
        };
    diagnostics.throwIfAny();
    return elaborated;
  }

  private Elaborated direct(Declaration.Model model, List<Argument> commandLine) {
    Session session = new Session(model.name().text(), diagnostics);
    Evaluator evaluator = new Evaluator(session);
    Env caller = outside(model.name().text(), model.span());
    Run run = new Run(session, evaluator, model, module, model.name().text(), model.doc());
    return run.finish(
        bind(evaluator, model, commandLine, model.span(), caller),
        model.span(),
        Optional.empty(),
        caller);
  }

  private Elaborated instance(Declaration.Instance instance, List<Argument> commandLine) {
    Session session = new Session(instance.name().text(), diagnostics);
    Evaluator evaluator = new Evaluator(session);
    Env caller = outside(instance.name().text(), instance.span());
    Module.Found<Declaration> found =
        module.find(instance.model()).orElseThrow(this::alreadyReported);
    if (!(found.declaration() instanceof Declaration.Model model)) {
      throw alreadyReported();
    }
    Map<String, Argument> merged = new LinkedHashMap<>();
    for (Argument argument : instance.arguments()) {
      merged.put(
          argument.name().map(n -> n.text()).orElse("positional " + merged.size()), argument);
    }
    // What the command line says replaces what the instance says by name.
    commandLine.forEach(argument -> merged.put(argument.name().orElseThrow().text(), argument));
    Run run =
        new Run(session, evaluator, model, found.module(), instance.name().text(), instance.doc());
    return run.finish(
        bind(evaluator, model, List.copyOf(merged.values()), instance.span(), caller),
        instance.span(),
        instance.weights(),
        caller);
  }

  /** Names that the checker refused end here, with the report it made. */
  private RuntimeException alreadyReported() {
    diagnostics.throwIfAny();
    return new IllegalStateException("a mistake that was not reported");
  }

  private Env outside(String name, SourceSpan span) {
    return new Env(new Scope(), Frame.ofModel(module, name, span));
  }

  private Map<String, OperatorCall.Given> bind(
      Evaluator evaluator,
      Declaration.Model model,
      List<Argument> arguments,
      SourceSpan span,
      Env caller) {
    Map<String, OperatorCall.Given> values = new LinkedHashMap<>();
    Binding binding =
        Binding.bind(
                model.name().text(),
                Formals.of(model.parameters()),
                arguments,
                false,
                span,
                diagnostics::report)
            .orElseThrow(this::alreadyReported);
    binding
        .places()
        .forEach(
            (name, place) -> {
              Argument argument = arguments.get(place);
              try {
                values.put(
                    name,
                    new OperatorCall.Given(
                        evaluator.evaluate(argument.value(), caller),
                        Optional.of(argument.value().span())));
              } catch (Stop stop) {
                stop.diagnostic().ifPresent(diagnostics::report);
              }
            });
    if (values.size() < binding.places().size()) {
      throw alreadyReported();
    }
    return values;
  }

  /** The elaboration of one model with its arguments bound. */
  private final class Run {
    private final Session session;
    private final Evaluator evaluator;
    private final Declaration.Model model;
    private final Module home;
    private final String name;
    private final String doc;
    private final ModelFrame frame;

    Run(
        Session session,
        Evaluator evaluator,
        Declaration.Model model,
        Module home,
        String name,
        String doc) {
      this.session = session;
      this.evaluator = evaluator;
      this.model = model;
      this.home = home;
      this.name = name;
      this.doc = doc;
      this.frame = new ModelFrame(session, evaluator, options.dims());
    }

    Elaborated finish(
        Map<String, OperatorCall.Given> values,
        SourceSpan span,
        Optional<Text> weights,
        Env caller) {
      Env env = new Env(new Scope(), Frame.ofModel(home, name, span));
      List<OutputSpec> outputs = List.of();
      Optional<Path> file = Optional.empty();
      try {
        BlockRunner.Use use =
            new BlockRunner.Use(span, env.frame(), Optional.empty(), Optional.empty(), false);
        new BlockRunner(session, evaluator).bindParameters(model.parameters(), values, use, env);
        new StatementRunner(session, evaluator, Optional.of(frame)).run(model.body(), env);
        outputs = frame.finish(env);
        file =
            weights
                .map(w -> ModelFrame.file(evaluator.text(w, caller), w.span(), caller))
                .or(frame::weights);
      } catch (Stop stop) {
        session.report(stop, env.frame());
      }
      diagnostics.throwIfAny();
      checkDims();
      diagnostics.throwIfAny();
      List<GoldenTest> tests =
          new GoldenTests(session, evaluator, frame.inputs(), outputs)
              .read(module, List.of(name, model.name().text()));
      return new Elaborated(
          doc.isEmpty() ? model.doc() : doc,
          session.graph.build(),
          frame.inputs(),
          outputs,
          file,
          tests);
    }

    /** A size for a dimension that the model does not have is most likely a typo. */
    private void checkDims() {
      for (String dim : options.dims().keySet()) {
        if (!frame.dimensions().contains(dim)) {
          diagnostics.report(
              Diagnostic.ofFile(
                      module.source().file(),
                      Code.UNKNOWN_DIMENSION,
                      "`--dim %s`: the model `%s` has no dimension `%s`".formatted(dim, name, dim))
                  .help(Suggestion.didYouMean(dim, frame.dimensions())));
        }
      }
    }
  }
}
