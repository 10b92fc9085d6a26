package org.cnnc.frontend.elaborate;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.cnnc.frontend.diagnostic.Code;
import org.cnnc.frontend.diagnostic.Diagnostic;
import org.cnnc.frontend.diagnostic.Suggestion;
import org.cnnc.frontend.known.Functions;
import org.cnnc.frontend.known.Known;
import org.cnnc.frontend.known.Words;
import org.cnnc.frontend.operator.Binding;
import org.cnnc.frontend.operator.Formal;
import org.cnnc.frontend.operator.Formals;
import org.cnnc.frontend.operator.Operator;
import org.cnnc.frontend.operator.OperatorCall;
import org.cnnc.frontend.operator.OperatorTable;
import org.cnnc.frontend.resolve.Module;
import org.cnnc.frontend.syntax.Argument;
import org.cnnc.frontend.syntax.Declaration;
import org.cnnc.frontend.syntax.Expression;
import org.cnnc.frontend.syntax.Path;
import org.cnnc.frontend.syntax.Text;
import org.cnnc.ir.SourceSpan;

/** Applies operators, blocks and functions to arguments. */
final class Caller {
  /** The word that uses a label's layer again. */
  static final String SHARE = "share";

  private final Session session;
  private final Evaluator evaluator;
  private final BlockRunner blocks;

  Caller(Session session, Evaluator evaluator) {
    this.session = session;
    this.evaluator = evaluator;
    this.blocks = new BlockRunner(session, evaluator);
  }

  /** A call as it is written. */
  record Site(SourceSpan span, Optional<Text> label, Path callee, Optional<Known> piped, Env env) {
    Frame frame() {
      return env.frame();
    }
  }

  /** What a name in front of arguments stands for. */
  sealed interface Callee {
    record OfOperator(Operator operator) implements Callee {}

    record OfBlock(Declaration.Block block, Module module) implements Callee {}

    record OfFn(Declaration.Fn fn, Module module) implements Callee {}
  }

  /** A callee with the values of its parameters by name, kept for {@code share}. */
  record Application(
      Callee callee, Map<String, OperatorCall.Given> values, List<OperatorCall.Given> variadic) {
    /** The same on another input: the first parameter's value replaced. */
    Application on(OperatorCall.Given input, String first) {
      if (values.containsKey(first)) {
        Map<String, OperatorCall.Given> changed = new LinkedHashMap<>(values);
        changed.put(first, input);
        return new Application(callee, changed, variadic);
      }
      return new Application(callee, values, List.of(input));
    }
  }

  /** The value of a call. */
  Known call(Site site, List<Argument> arguments) {
    if (site.callee().text().equals(SHARE)) {
      return share(site, arguments);
    }
    List<Known> values =
        evaluator.evaluateAll(arguments.stream().map(Argument::value).toList(), site.env());
    String name = site.callee().text();
    if (isFunction(site, name, values)) {
      return function(site, name, arguments, values);
    }
    Callee callee = callee(site);
    return apply(site, bind(site, callee, arguments, values), label(site), false);
  }

  private Optional<String> label(Site site) {
    return site.label().map(text -> evaluator.text(text, site.env()));
  }

  /** Whether it is a function of numbers; some names are operators when given tensors. */
  private static boolean isFunction(Site site, String name, List<Known> values) {
    boolean declared = site.frame().module().find(site.callee()).isPresent();
    if (declared || !Functions.has(name)) {
      return false;
    }
    boolean onTensors =
        site.piped().stream().anyMatch(Known.Tensor.class::isInstance)
            || values.stream().anyMatch(Known.Tensor.class::isInstance);
    return !onTensors || OperatorTable.find(name).isEmpty();
  }

  private static Known function(
      Site site, String name, List<Argument> arguments, List<Known> values) {
    for (Argument argument : arguments) {
      if (argument.name().isPresent()) {
        throw Stop.at(
            argument.name().get().span(),
            Code.UNKNOWN_PARAMETER,
            "the function `%s` has no named parameters".formatted(name));
      }
    }
    List<Known> all = new ArrayList<>(site.piped().stream().toList());
    all.addAll(values);
    try {
      return Functions.apply(name, all);
    } catch (ArithmeticException e) {
      throw Stop.at(
          site.span(), Code.ARITHMETIC, "the value of `%s` is out of range".formatted(name));
    } catch (IllegalArgumentException e) {
      throw Stop.at(site.span(), Code.TYPE_MISMATCH, e.getMessage());
    }
  }

  private Callee callee(Site site) {
    String name = site.callee().text();
    Optional<Scope.Variable> variable = site.env().scope().find(name);
    if (variable.isPresent()) {
      switch (variable.get().state()) {
        case Scope.State.Holds(Known.BlockValue(var block, var module)) -> {
          return new Callee.OfBlock(block, module);
        }
        case Scope.State.Holds(Known.OperatorValue(String operator)) -> {
          return new Callee.OfOperator(OperatorTable.find(operator).orElseThrow());
        }
        case Scope.State.Poisoned() -> throw Stop.poisoned();
        case Scope.State.Holds _, Scope.State.Unassigned() -> {}
      }
    }
    Optional<Module.Found<Declaration>> found = site.frame().module().find(site.callee());
    if (found.isPresent()) {
      return switch (found.get().declaration()) {
        case Declaration.Block block -> new Callee.OfBlock(block, found.get().module());
        case Declaration.Fn fn -> new Callee.OfFn(fn, found.get().module());
        case Declaration.Model _,
            Declaration.Instance _,
            Declaration.Import _,
            Declaration.Test _ ->
            throw Stop.poisoned(); // reported when the file was checked
      };
    }
    Optional<Operator> operator = OperatorTable.find(name);
    if (operator.isPresent()) {
      return new Callee.OfOperator(operator.get());
    }
    if (variable.isPresent()) {
      throw Stop.at(
          site.callee().span(),
          Code.TYPE_MISMATCH,
          "`%s` is a variable, and no block that could be called".formatted(name));
    }
    throw Stop.poisoned(); // unknown: reported when the file was checked
  }

  private static String name(Callee callee) {
    return switch (callee) {
      case Callee.OfOperator(Operator operator) -> operator.name();
      case Callee.OfBlock(var block, _) -> block.name().text();
      case Callee.OfFn(var fn, _) -> fn.name().text();
    };
  }

  private static List<Formal> formals(Callee callee) {
    return switch (callee) {
      case Callee.OfOperator(Operator operator) -> operator.formals();
      case Callee.OfBlock(var block, _) -> Formals.of(block.parameters());
      case Callee.OfFn(var fn, _) -> Formals.of(fn.parameters());
    };
  }

  private Application bind(Site site, Callee callee, List<Argument> arguments, List<Known> values) {
    Binding binding =
        Binding.bind(
                name(callee),
                formals(callee),
                arguments,
                site.piped().isPresent(),
                site.span(),
                d -> session.report(d, site.frame()))
            .orElseThrow(Stop::poisoned);
    Map<String, OperatorCall.Given> given = new LinkedHashMap<>();
    for (Formal formal : formals(callee)) {
      Integer place = binding.places().get(formal.name());
      if (place != null) {
        given.put(formal.name(), given(site, arguments, values, place));
      } else {
        formal
            .fallback()
            .ifPresent(f -> given.put(formal.name(), new OperatorCall.Given(f, Optional.empty())));
      }
    }
    List<OperatorCall.Given> variadic =
        binding.variadic().stream().map(i -> given(site, arguments, values, i)).toList();
    return new Application(callee, given, variadic);
  }

  private static OperatorCall.Given given(
      Site site, List<Argument> arguments, List<Known> values, int place) {
    return place == Binding.PIPED
        ? new OperatorCall.Given(site.piped().orElseThrow(), Optional.empty())
        : new OperatorCall.Given(
            values.get(place), Optional.of(arguments.get(place).value().span()));
  }

  private Known apply(Site site, Application application, Optional<String> label, boolean again) {
    Optional<String> path = label.map(site.frame()::path);
    if (path.isPresent() && !again) {
      register(site, path.get(), application);
    }
    Frame frame = again ? withSharing(site.frame()) : site.frame();
    return switch (application.callee()) {
      case Callee.OfOperator(Operator operator) -> {
        OriginLayer layer =
            path.isPresent()
                ? new OriginLayer(session, frame, site.span(), path.get())
                : new OriginLayer(session, frame, operator.name(), site.span());
        OperatorCall call =
            new OperatorCall(operator.name(), application.values(), application.variadic(), layer);
        yield layer.guarded(operator.name(), () -> operator.meaning().build(call));
      }
      case Callee.OfBlock(var block, var module) ->
          blocks.run(
              block,
              module,
              application.values(),
              new BlockRunner.Use(site.span(), frame, label, path, again));
      case Callee.OfFn(var fn, var module) -> {
        if (label.isPresent()) {
          throw Stop.at(
              site.label().orElseThrow().span(),
              Code.MISPLACED,
              "`%s` is a function of numbers and needs no label".formatted(fn.name().text()));
        }
        yield blocks.run(fn, module, application.values(), site.span(), site.frame());
      }
    };
  }

  private static Frame withSharing(Frame frame) {
    return new Frame(frame.module(), frame.prefix(), frame.chain(), true, frame.counters());
  }

  /** Takes a label, which may be taken only once, unless the whole block is used again. */
  private void register(Site site, String path, Application application) {
    SourceSpan span = site.label().orElseThrow().span();
    SourceSpan before = session.labels.putIfAbsent(path, span);
    session.applications.putIfAbsent(path, application);
    if (before == null || site.frame().sharing()) {
      return;
    }
    Diagnostic twice =
        Diagnostic.at(
            span,
            Code.DUPLICATE_LABEL,
            before.equals(span)
                ? "the label `%s` is used once more by a repetition".formatted(path)
                : "the label `%s` is used already at %s".formatted(path, before));
    String help =
        before.equals(span)
            ? "put what changes into the label, such as the loop's variable: `%s{i}:`"
                .formatted(lastSegment(path))
            : "rename one, or say `share(%s)` to use the same weights again"
                .formatted(lastSegment(path));
    throw Stop.of(twice.help(help));
  }

  private static String lastSegment(String path) {
    return path.substring(path.lastIndexOf('.') + 1);
  }

  /** {@code x -> share(conv1)}: the layer or block of a label on another input. */
  private Known share(Site site, List<Argument> arguments) {
    int written = arguments.size() + (site.piped().isPresent() ? 1 : 0);
    if (written != 2 || arguments.getLast().name().isPresent()) {
      throw Stop.of(
          Diagnostic.at(site.span(), Code.MISSING_ARGUMENT, "`share` needs a tensor and a label")
              .help("x -> share(conv1), or x -> share(\"layer{i}.conv1\")"));
    }
    Known input =
        site.piped().isPresent()
            ? site.piped().get()
            : evaluator.evaluate(arguments.getFirst().value(), site.env());
    Expression name = arguments.getLast().value();
    String label = labelOf(name, site.env());
    String path = site.frame().path(label);
    Application before = session.applications.get(path);
    if (before == null) {
      throw Stop.of(
          Diagnostic.at(
                  name.span(), Code.UNKNOWN_LABEL, "no label `%s` before this".formatted(label))
              .help(
                  Suggestion.didYouMean(
                      path, session.applications.keySet().stream().sorted().toList())));
    }
    Application again =
        before.on(
            new OperatorCall.Given(input, Optional.empty()),
            formals(before.callee()).getFirst().name());
    return apply(site, again, Optional.of(label), true);
  }

  private String labelOf(Expression name, Env env) {
    return switch (name) {
      case Expression.Reference(Path path) -> path.text();
      case Expression.Str(_, Text text) -> evaluator.text(text, env);
      case Expression.Int _,
          Expression.Real _,
          Expression.Bool _,
          Expression.Call _,
          Expression.ListOf _,
          Expression.TupleOf _,
          Expression.Conditional _,
          Expression.Index _,
          Expression.Unary _,
          Expression.Binary _,
          Expression.Pipe _ ->
          throw Stop.at(
              name.span(), Code.TYPE_MISMATCH, "`share` takes a label, or a string with one");
    };
  }

  /** {@code BasicBlock(out=128, stride=2)}: what was given, without the tensors. */
  static String described(String name, Map<String, OperatorCall.Given> values) {
    List<String> shown = new ArrayList<>();
    values.forEach(
        (parameter, given) -> {
          if (!(given.value() instanceof Known.Tensor)) {
            shown.add(parameter + "=" + Words.text(given.value()));
          }
        });
    return shown.isEmpty() ? name : "%s(%s)".formatted(name, String.join(", ", shown));
  }
}
