package org.cnnc.frontend.write;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.cnnc.frontend.syntax.BinaryOperator;
import org.cnnc.frontend.syntax.Expression;
import org.cnnc.frontend.syntax.Stage;
import org.cnnc.frontend.syntax.Text;

/**
 * Stages that differ in the last number of their labels, which counts up, become one: {@code repeat
 * i in 0..<3 { layer1.{i}: Layer }}.
 */
final class Repeats {
  private static final int LEAST = 3;
  private static final Pattern NUMBERED = Pattern.compile("(.*?)(0|[1-9][0-9]{0,8})");

  private Repeats() {}

  static List<Stage> of(List<Stage> stages) {
    List<Stage> shorter = new ArrayList<>();
    int at = 0;
    while (at < stages.size()) {
      int end = at + 1;
      while (end < stages.size() && follows(stages.get(end - 1), stages.get(end))) {
        end++;
      }
      if (end - at >= LEAST) {
        shorter.add(repeated((Stage.Call) stages.get(at), end - at));
      } else {
        shorter.addAll(stages.subList(at, end));
      }
      at = end;
    }
    return shorter;
  }

  /** A label as a name and a number. */
  private record Numbered(String name, int number) {
    static Optional<Numbered> of(Stage stage) {
      if (!(stage instanceof Stage.Call call) || call.label().isEmpty()) {
        return Optional.empty();
      }
      Matcher label = NUMBERED.matcher(ExpressionPrinter.label(call.label().get()));
      return label.matches()
          ? Optional.of(new Numbered(label.group(1), Integer.parseInt(label.group(2))))
          : Optional.empty();
    }
  }

  private static boolean follows(Stage before, Stage after) {
    Optional<Numbered> a = Numbered.of(before);
    Optional<Numbered> b = Numbered.of(after);
    return a.isPresent()
        && b.isPresent()
        && b.get().equals(new Numbered(a.get().name(), a.get().number() + 1))
        && ((Stage.Call) before).callee().equals(((Stage.Call) after).callee())
        && ((Stage.Call) before).arguments().equals(((Stage.Call) after).arguments());
  }

  private static Stage repeated(Stage.Call first, int count) {
    Numbered label = Numbered.of(first).orElseThrow();
    int from = label.number();
    Expression range =
        from == 0
            ? Tree.binary(BinaryOperator.UNTIL, Tree.integer(0), Tree.integer(count))
            : Tree.binary(BinaryOperator.TO, Tree.integer(from), Tree.integer(from + count - 1));
    Text text =
        new Text(
            Tree.NOWHERE,
            List.of(new Text.Part.Literal(label.name()), new Text.Part.Hole(Tree.reference("i"))));
    return new Stage.Repeat(
        Tree.NOWHERE,
        Optional.of(Tree.name("i")),
        range,
        List.of(
            new Stage.Call(Tree.NOWHERE, Optional.of(text), first.callee(), first.arguments())));
  }
}
