package org.cnnc.ir.text;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.StringJoiner;
import java.util.function.Function;
import org.cnnc.ir.Graph;
import org.cnnc.ir.Node;
import org.cnnc.ir.Output;
import org.cnnc.ir.op.Constant;
import org.cnnc.ir.op.Op;
import org.cnnc.ir.tensor.Tensor;
import org.cnnc.ir.tensor.Value;

/**
 * Writes a graph as text: one op a line, values numbered in the order of their definition. The same
 * graph gives the same text, whatever its values' numbers were. A graph that breaks the rules of
 * {@link org.cnnc.ir.verifier.GraphVerifier} is printed too, an undefined value as {@code %?7}.
 */
public final class GraphPrinter {
  private final Map<Value, String> numbers = new LinkedHashMap<>();
  private final OpPrinter ops = new OpPrinter(this::value);

  private GraphPrinter() {}

  /** An op's name in the text, such as {@code conv2d}; of a fused op, its anchor's. */
  public static String mnemonic(Op op) {
    String text = new OpPrinter(Value::toString).print(op);
    int end = text.indexOf(' ');
    // Of a constant without a name and too large to be shown there is nothing else.
    return end < 0 ? text : text.substring(0, end);
  }

  /**
   * One op by itself.
   *
   * @param values how a value is written
   */
  public static String print(Op op, Function<Value, String> values) {
    return new OpPrinter(v -> v.isPrevious() ? v.toString() : values.apply(v)).print(op);
  }

  /** The text, ending with a newline; {@link #data} is what it leaves out. */
  public static String print(Graph graph) {
    return new GraphPrinter().graph(graph);
  }

  /**
   * The side table: the constants that the text does not hold in full, by name, or by number
   * ({@code %5}) where the name is empty.
   */
  public static Map<String, Tensor> data(Graph graph) {
    GraphPrinter printer = new GraphPrinter();
    Map<String, Tensor> data = new LinkedHashMap<>();
    for (Node node : graph.nodes()) {
      node.results().forEach(printer::define);
      if (node.op() instanceof Constant constant && !isInFull(constant)) {
        String name = constant.name();
        data.put(name.isEmpty() ? printer.value(node.result()) : name, constant.value());
      }
    }
    return data;
  }

  /** Whether the text holds all elements of a constant. */
  static boolean isInFull(Constant constant) {
    return constant.value().type().elements() <= Literals.IN_FULL;
  }

  private String graph(Graph graph) {
    StringBuilder text = new StringBuilder("graph %s {\n".formatted(Names.text(graph.name())));
    for (Node node : graph.nodes()) {
      text.append("  ").append(node(node)).append('\n');
    }
    StringJoiner outputs = new StringJoiner(", ", "  return ", "\n}\n");
    outputs.setEmptyValue("  return\n}\n");
    for (Output output : graph.outputs()) {
      outputs.add(value(output.value()) + " as " + Names.text(output.name()));
    }
    return text.append(outputs).toString();
  }

  private String node(Node node) {
    // The op first: one that reads its own result must show as reading something undefined.
    String op = ops.print(node.op());
    StringJoiner results = new StringJoiner(", ");
    StringJoiner types = new StringJoiner(", ");
    for (Value result : node.results()) {
      define(result);
      results.add(value(result));
      types.add(result.type().toString());
    }
    return results + " = " + op + " : " + types;
  }

  private void define(Value value) {
    numbers.put(value, "%" + numbers.size());
  }

  private String value(Value value) {
    if (value.isPrevious()) {
      return value.toString();
    }
    return numbers.getOrDefault(value, "%?" + value.id());
  }
}
