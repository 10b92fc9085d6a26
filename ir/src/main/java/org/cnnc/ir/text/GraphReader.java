package org.cnnc.ir.text;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.cnnc.ir.Graph;
import org.cnnc.ir.Node;
import org.cnnc.ir.Origin;
import org.cnnc.ir.Output;
import org.cnnc.ir.op.ElementwiseOp;
import org.cnnc.ir.op.Fused;
import org.cnnc.ir.op.Input;
import org.cnnc.ir.op.Op;
import org.cnnc.ir.op.Parameter;
import org.cnnc.ir.tensor.DType;
import org.cnnc.ir.tensor.Tensor;
import org.cnnc.ir.tensor.TensorType;
import org.cnnc.ir.tensor.Value;

/**
 * Reads what {@link GraphPrinter} writes. Equal ops stay apart, and values keep the numbers that
 * they have in the text, so {@code print(read(text))} is {@code text} for everything printed, and
 * {@code read(print(graph))} is {@code graph} but for its origins and its values' numbers.
 *
 * <p>The text may be anyone's: whatever is wrong with it is a {@link GraphSyntaxException}, and
 * what it makes the reader allocate is bounded.
 */
public final class GraphReader {
  private final Tokens tokens;
  private final ConstantReader constants;
  private final Map<String, Value> values = new HashMap<>();
  private final List<Node> nodes = new ArrayList<>();

  private GraphReader(String text, Map<String, Tensor> data) {
    this.tokens = new Tokens(Lexer.tokens(text));
    this.constants = new ConstantReader(data);
  }

  /**
   * Reads a graph whose constants are all in the text.
   *
   * @throws GraphSyntaxException with the place of what is wrong
   */
  public static Graph read(String text) {
    return read(text, Map.of());
  }

  /**
   * Reads a graph.
   *
   * @param data the elements of the constants that are not in the text, as {@link
   *     GraphPrinter#data} gives them
   * @throws GraphSyntaxException with the place of what is wrong
   */
  public static Graph read(String text, Map<String, Tensor> data) {
    return new GraphReader(text, data).graph();
  }

  private Graph graph() {
    tokens.takeWord("graph");
    String name = tokens.take(Token.Kind.NAME, "the graph's name").text();
    tokens.takeSign("{");
    while (!tokens.peek().isWord("return")) {
      node();
    }
    tokens.takeWord("return");
    List<Output> outputs = new ArrayList<>();
    while (!tokens.peek().isSign("}") && (outputs.isEmpty() || tokens.skipSign(","))) {
      Value value = value(tokens.take(Token.Kind.VALUE, "a value to return"));
      tokens.takeWord("as");
      outputs.add(new Output(tokens.take(Token.Kind.NAME, "the output's name").text(), value));
    }
    tokens.takeSign("}");
    tokens.take(Token.Kind.END, "the end of the text");
    return new Graph(name, nodes, outputs);
  }

  private void node() {
    List<Token> results = list(() -> tokens.take(Token.Kind.VALUE, "a value or `return`"));
    tokens.takeSign("=");
    List<OpText> chain = new ArrayList<>();
    do {
      chain.add(OpText.read(tokens));
    } while (tokens.skipSign("->"));
    tokens.takeSign(":");
    Token typesAt = tokens.peek();
    List<TensorType> types = list(this::type);

    Op op = guarded(chain.getFirst().mnemonic(), () -> op(chain, types, results));
    List<TensorType> given = guarded(chain.getFirst().mnemonic(), op::resultTypes);
    if (!given.equals(types)) {
      throw new GraphSyntaxException(
          typesAt, "the op gives %s, the text says %s".formatted(given, types));
    }
    if (results.size() != types.size()) {
      throw new GraphSyntaxException(
          results.getFirst(), "%d values for %d results".formatted(results.size(), types.size()));
    }
    List<Value> defined = new ArrayList<>();
    for (int i = 0; i < results.size(); i++) {
      defined.add(define(results.get(i), types.get(i)));
    }
    nodes.add(new Node(defined, op, Origin.NONE));
  }

  private Op op(List<OpText> chain, List<TensorType> types, List<Token> results) {
    OpText first = chain.getFirst();
    TensorType type = types.getFirst();
    Op anchor =
        switch (first.text()) {
          case "input" -> new Input(name(first), type);
          case "parameter" ->
              new Parameter(
                  name(first), type, first.attributes().constant("role", Parameter.Role.class));
          case "constant" -> constants.read(first, type, "%" + results.getFirst().text());
          default -> computed(first, this::value);
        };
    first.attributes().end();
    if (chain.size() == 1) {
      return anchor;
    }
    Value previous = Value.previous(type);
    return new Fused(
        anchor,
        chain.stream()
            .skip(1)
            .map(step -> step(step, v -> v.text().equals("_") ? previous : value(v)))
            .toList());
  }

  private static ElementwiseOp step(OpText text, Function<Token, Value> values) {
    if (computed(text, values) instanceof ElementwiseOp step) {
      return step;
    }
    throw new GraphSyntaxException(
        text.mnemonic(), "`%s` is not elementwise".formatted(text.text()));
  }

  private static Op computed(OpText text, Function<Token, Value> values) {
    return guarded(
        text.mnemonic(),
        () -> {
          if (text.name().isPresent()) {
            throw new GraphSyntaxException(
                text.name().get(), "`%s` takes no name".formatted(text.text()));
          }
          return new OpReader(text, text.operands().stream().map(values).toList()).read();
        });
  }

  /** What the constructors of ops and types refuse is wrong at {@code at}. */
  private static <T> T guarded(Token at, Supplier<T> make) {
    try {
      return make.get();
    } catch (GraphSyntaxException e) {
      throw e;
    } catch (IllegalArgumentException | ArithmeticException e) {
      GraphSyntaxException refused = new GraphSyntaxException(at, e.getMessage());
      refused.initCause(e);
      throw refused;
    }
  }

  private static String name(OpText text) {
    return text.name()
        .orElseThrow(
            () ->
                new GraphSyntaxException(
                    text.mnemonic(), "`%s` needs a name".formatted(text.text())))
        .text();
  }

  private TensorType type() {
    Token word = tokens.take(Token.Kind.WORD, "a type");
    for (DType dtype : DType.values()) {
      if (dtype.text().equals(word.text())) {
        List<Integer> dims = Attributes.items(tokens).stream().map(Attributes::dim).toList();
        return guarded(word, () -> new TensorType(dtype, dims));
      }
    }
    throw new GraphSyntaxException(word, "no such element type: " + word.described());
  }

  private Value define(Token token, TensorType type) {
    int id = guarded(token, () -> Literals.readInt(token));
    Value value = new Value(id, type);
    if (id < 0 || values.putIfAbsent(token.text(), value) != null) {
      throw new GraphSyntaxException(token, token.described() + " is defined twice");
    }
    return value;
  }

  private Value value(Token token) {
    Value value = values.get(token.text());
    if (value == null) {
      throw new GraphSyntaxException(token, token.described() + " is not defined before this use");
    }
    return value;
  }

  private <T> List<T> list(Supplier<T> item) {
    List<T> items = new ArrayList<>();
    do {
      items.add(item.get());
    } while (tokens.skipSign(","));
    return items;
  }
}
