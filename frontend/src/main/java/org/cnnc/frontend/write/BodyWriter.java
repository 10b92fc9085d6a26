package org.cnnc.frontend.write;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.cnnc.frontend.syntax.Expression;
import org.cnnc.frontend.syntax.Stage;
import org.cnnc.frontend.syntax.Statement;
import org.cnnc.ir.Output;
import org.cnnc.ir.tensor.Value;

/**
 * Writes calls as statements. A value that only the next call reads has no name; the others take
 * turns with few: the first of x, y, z, ... that nobody needs any more.
 */
final class BodyWriter {
  private static final List<String> NAMES = List.of("x", "y", "z", "u", "v", "w");

  private final Definitions definitions;
  private final Identifiers identifiers;
  private final List<String> pool = new ArrayList<>();
  private final Map<Value, String> names = new HashMap<>();
  private final Map<Value, Line> inlined = new HashMap<>();
  private final Formatter formatter;

  /**
   * @param known the names of inputs and parameters
   * @param identifiers the names that are taken, those among them
   * @param vocabulary what calls may use beside operators
   */
  BodyWriter(
      Definitions definitions,
      Map<Value, String> known,
      Identifiers identifiers,
      Vocabulary vocabulary) {
    this.definitions = definitions;
    this.identifiers = identifiers;
    this.names.putAll(known);
    this.formatter = new Formatter(definitions, vocabulary, this::reference);
    NAMES.stream().filter(identifiers::take).forEach(pool::add);
  }

  /** An output that is no new value: an input, a parameter, or another output. */
  Expression reference(Output output) {
    return formatter.reference(output.value());
  }

  private Expression reference(Value value) {
    return inlined.containsKey(value) ? pipe(inlined.get(value)) : Tree.reference(names.get(value));
  }

  /**
   * The statements of calls.
   *
   * @param results the names of values that must have them
   */
  List<Statement> write(List<Call> calls, Map<Value, String> results) {
    List<Line> lines = Line.of(calls, List.copyOf(results.keySet()), definitions);
    Map<Value, Integer> lastUse = new HashMap<>();
    for (int i = 0; i < lines.size(); i++) {
      int at = i;
      lines.get(i).operands().forEach(v -> lastUse.put(v, at));
    }
    Map<String, Value> holders = new LinkedHashMap<>();
    List<Statement> statements = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      Line line = lines.get(i);
      inlined.putAll(line.inlined());
      Expression value = pipe(line);
      int at = i;
      holders.values().removeIf(v -> lastUse.get(v) <= at);
      String name = results.get(line.result());
      if (name == null) {
        name = free(holders);
        holders.put(name, line.result());
      }
      names.put(line.result(), name);
      statements.add(new Statement.Assign(Tree.NOWHERE, Tree.name(name), false, value));
    }
    return statements;
  }

  private String free(Map<String, Value> holders) {
    return pool.stream()
        .filter(name -> !holders.containsKey(name))
        .findFirst()
        .orElseGet(
            () -> {
              pool.add(identifiers.unique("t" + (pool.size() - NAMES.size() + 1)));
              return pool.getLast();
            });
  }

  private Expression pipe(Line line) {
    List<Call> calls = line.calls();
    Call first = calls.getFirst();
    boolean piped =
        first.operands().stream().anyMatch(v -> Line.isStage(first, v, definitions))
            && !formatter.hasSign(first);
    Expression source =
        piped ? formatter.reference(first.operands().getFirst()) : formatter.source(first);
    List<Stage> rest =
        calls.subList(piped ? 0 : 1, calls.size()).stream().map(formatter::stage).toList();
    return rest.isEmpty() ? source : new Expression.Pipe(Tree.NOWHERE, source, Repeats.of(rest));
  }
}
