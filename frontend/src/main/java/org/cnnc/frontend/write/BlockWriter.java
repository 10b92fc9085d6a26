package org.cnnc.frontend.write;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.cnnc.frontend.known.Known;
import org.cnnc.frontend.operator.Formal;
import org.cnnc.frontend.operator.OperatorTable;
import org.cnnc.frontend.syntax.Body;
import org.cnnc.frontend.syntax.Declaration;
import org.cnnc.frontend.syntax.Expression;
import org.cnnc.frontend.syntax.Parameter;
import org.cnnc.frontend.syntax.Shape;
import org.cnnc.frontend.syntax.Statement;
import org.cnnc.frontend.syntax.Type;
import org.cnnc.ir.tensor.Value;

/** One block: what its uses have in common, with a parameter for each number that differs. */
final class BlockWriter {
  /** Calls with more arguments are harder to read than what they stand for. */
  private static final int MOST_PARAMETERS = 6;

  private static final String CHANNELS = "C";

  /** A number in a region: argument {@code name} of a call, or an element of it. */
  record Site(int call, String name, int element) {}

  private final String name;
  private final Region model;
  private final Definitions definitions;
  private final Map<Site, Expression> expressions;
  private final Map<String, List<Long>> parameters;
  private final Map<String, Long> fallbacks = new HashMap<>();
  private final List<Region> group;

  private BlockWriter(String name, List<Region> group, Definitions definitions) {
    this.name = name;
    this.group = group;
    this.model = group.getFirst();
    this.definitions = definitions;
    this.parameters = new LinkedHashMap<>();
    this.expressions = differences();
    parameters.forEach(
        (parameter, values) -> {
          // A stride is nearly always 1.
          long usual = values.stream().mapToLong(v -> v).min().orElse(0);
          long count = values.stream().filter(v -> v == usual).count();
          if (parameter.startsWith("stride") && usual == 1 && 2 * count >= values.size()) {
            fallbacks.put(parameter, usual);
          }
        });
  }

  static BlockWriter of(List<Region> group, Definitions definitions, Identifiers names) {
    return new BlockWriter(names.unique(BlockNames.of(group)), group, definitions);
  }

  static boolean isReadable(List<Region> group, Definitions definitions) {
    return new BlockWriter("", group, definitions).parameters.size() <= MOST_PARAMETERS;
  }

  private Value input(Region region) {
    return region.inputs(definitions).iterator().next();
  }

  /** What is written instead of each number that is not the same everywhere. */
  private Map<Site, Expression> differences() {
    Map<Site, List<Long>> sites = new LinkedHashMap<>();
    group.forEach(
        region ->
            numbers(region)
                .forEach((s, n) -> sites.computeIfAbsent(s, x -> new ArrayList<>()).add(n)));
    List<Long> channels =
        group.stream()
            .map(region -> input(region).type())
            .map(type -> type.rank() == 4 ? (long) type.dim(1) : -1L)
            .toList();
    Map<Site, Expression> written = new HashMap<>();
    Identifiers taken = new Identifiers();
    sites.forEach(
        (site, values) -> {
          if (Collections.frequency(values, values.getFirst()) == values.size()) {
            return;
          }
          written.put(site, expression(site, values, channels, taken));
        });
    return written;
  }

  private Expression expression(
      Site site, List<Long> values, List<Long> channels, Identifiers taken) {
    boolean counts = site.name().equals("out") || site.name().equals("groups");
    if (counts && values.equals(channels)) {
      return Tree.reference(CHANNELS);
    }
    for (Map.Entry<String, List<Long>> parameter : parameters.entrySet()) {
      boolean related = parameter.getKey().startsWith(counts ? "out" : site.name());
      if (related && parameter.getValue().equals(values)) {
        return Tree.reference(parameter.getKey());
      }
    }
    String parameter = taken.unique(site.name());
    parameters.put(parameter, values);
    return Tree.reference(parameter);
  }

  /** The numbers of a region, in the order in which they are written. */
  private static Map<Site, Long> numbers(Region region) {
    Map<Site, Long> numbers = new LinkedHashMap<>();
    for (int i = 0; i < region.calls().size(); i++) {
      int at = i;
      Call call = region.calls().get(i);
      List<String> order =
          OperatorTable.find(call.callee())
              .map(operator -> operator.formals().stream().map(Formal::name).toList())
              .orElseGet(() -> List.copyOf(call.arguments().keySet()));
      for (String argument : order) {
        switch (call.arguments().get(argument)) {
          case Known.Int(long value) -> numbers.put(new Site(at, argument, -1), value);
          case Known.Sequence(var elements, _) -> {
            for (int e = 0; e < elements.size(); e++) {
              if (elements.get(e) instanceof Known.Int(long value)) {
                numbers.put(new Site(at, argument, e), value);
              }
            }
          }
          case null -> {}
          case Known _ -> {}
        }
      }
    }
    return numbers;
  }

  String name() {
    return name;
  }

  /** The parameters behind the tensor. */
  List<Formal> formals() {
    List<Formal> formals = new ArrayList<>();
    formals.add(new Formal(Call.INPUT, Optional.empty(), false, false, List.of()));
    for (boolean optional : List.of(false, true)) {
      for (String parameter : parameters.keySet()) {
        if (fallbacks.containsKey(parameter) == optional) {
          formals.add(
              new Formal(
                  parameter,
                  Optional.ofNullable(fallbacks.get(parameter)).map(Known.Int::new),
                  false,
                  false,
                  List.of()));
        }
      }
    }
    return formals;
  }

  /** The call that a region becomes. */
  Call use(Region region) {
    Call call = Call.of(region.result(), name).with(Call.INPUT, input(region));
    int member = group.indexOf(region);
    for (Map.Entry<String, List<Long>> parameter : parameters.entrySet()) {
      call = call.with(parameter.getKey(), parameter.getValue().get(member));
    }
    Map<String, Value> owned = new LinkedHashMap<>();
    for (int i = 0; i < region.calls().size(); i++) {
      int at = i;
      region.calls().get(i).owned().forEach((key, value) -> owned.put(at + "." + key, value));
    }
    return call.withOwned(owned).withLabel(Optional.of(region.label()));
  }

  Declaration declaration(List<BlockWriter> blocks) {
    Identifiers identifiers = new Identifiers();
    identifiers.take(Call.INPUT);
    parameters.keySet().forEach(identifiers::take);
    List<Call> calls = new ArrayList<>();
    for (Call call : model.calls()) {
      String local = model.local(call);
      calls.add(call.withLabel(local.isEmpty() ? Optional.empty() : Optional.of(local)));
    }
    calls = LayerNames.withoutNumbers(calls);
    Map<Call, Integer> places = new HashMap<>();
    for (int i = 0; i < calls.size(); i++) {
      places.put(calls.get(i), i);
    }
    BodyWriter writer =
        new BodyWriter(
            definitions,
            Map.of(input(model), Call.INPUT),
            identifiers,
            new Vocabulary(
                blocks,
                (call, argument, element) ->
                    Optional.ofNullable(
                        expressions.get(new Site(places.get(call), argument, element)))));
    List<Statement> statements = new ArrayList<>(writer.write(calls, Map.of(model.result(), "")));
    Expression last = ((Statement.Assign) statements.removeLast()).value();
    Body body;
    if (statements.isEmpty()) {
      body = new Body.Value(last);
    } else {
      statements.add(new Statement.Return(Tree.NOWHERE, last));
      body = new Body.Statements(statements, Tree.NOWHERE);
    }
    return new Declaration.Block(Tree.name(name), declared(), Optional.empty(), body, "");
  }

  private List<Parameter> declared() {
    boolean bindsChannels =
        expressions.values().stream().anyMatch(Tree.reference(CHANNELS)::equals);
    boolean bindsBatch =
        model.calls().stream()
            .flatMap(call -> call.arguments().values().stream())
            .anyMatch(
                k -> k instanceof Known.Sequence(var all, _) && all.contains(new Known.Batch()));
    List<Parameter> declared = new ArrayList<>();
    Optional<Parameter.Kind> shape = Optional.empty();
    if (bindsChannels || bindsBatch) {
      List<String> axes =
          input(model).type().rank() == 4
              ? List.of("N", "C", "H", "W")
              : axes(input(model).type().rank());
      shape =
          Optional.of(
              new Parameter.Kind.Shaped(
                  new Shape(Tree.NOWHERE, axes.stream().map(Tree::reference).toList())));
    }
    declared.add(new Parameter(Tree.name(Call.INPUT), shape, Optional.empty()));
    Type integer = new Type(Tree.name("int"), Optional.empty());
    for (Formal formal : formals().subList(1, formals().size())) {
      declared.add(
          new Parameter(
              Tree.name(formal.name()),
              Optional.of(new Parameter.Kind.Typed(integer)),
              Optional.ofNullable(fallbacks.get(formal.name())).map(Tree::integer)));
    }
    return declared;
  }

  private static List<String> axes(int rank) {
    List<String> axes = new ArrayList<>(List.of("N"));
    for (int i = 1; i < rank; i++) {
      axes.add("D" + i);
    }
    return axes;
  }
}
