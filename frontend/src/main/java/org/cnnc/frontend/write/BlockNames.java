package org.cnnc.frontend.write;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.cnnc.frontend.known.Known;
import org.cnnc.frontend.operator.OperatorTable;

/** What blocks are called: short chains by what they do, others by the labels of their uses. */
final class BlockNames {
  private static final int LONGEST_CHAIN = 3;

  private static final Map<String, String> SHORT =
      Map.of("batch_norm", "Bn", "conv2d", "Conv", "conv_transpose2d", "ConvTranspose");

  private BlockNames() {}

  static String of(List<Region> group) {
    List<Call> calls = group.getFirst().calls();
    boolean plain = calls.stream().allMatch(c -> OperatorTable.find(c.callee()).isPresent());
    if (plain && calls.size() <= LONGEST_CHAIN) {
      StringBuilder name = new StringBuilder();
      calls.forEach(
          c ->
              name.append(
                  SHORT.getOrDefault(
                      c.callee(), Identifiers.camelCase(c.callee().replace('_', ' ')))));
      return name.toString();
    }
    Map<String, Integer> words = new LinkedHashMap<>();
    group.forEach(region -> words.merge(word(region.label()), 1, Integer::sum));
    String best = "";
    for (Map.Entry<String, Integer> word : words.entrySet()) {
      if (best.isEmpty() || word.getValue() > words.get(best)) {
        best = word.getKey();
      }
    }
    return (isStrided(calls) ? "Strided" : "") + Identifiers.camelCase(best);
  }

  /** Whether the block makes images smaller, whatever its parameters are. */
  private static boolean isStrided(List<Call> calls) {
    return calls.stream()
        .flatMap(call -> Stream.of("stride", "step").map(a -> call.arguments().get(a)))
        .anyMatch(argument -> argument instanceof Known.Int(long n) && n > 1);
  }

  /** {@code layer} of {@code layer1.0}, {@code inception} of {@code inception3a}. */
  private static String word(String label) {
    List<String> words = new ArrayList<>();
    for (String segment : label.split("\\.", -1)) {
      String letters = segment.replaceAll("[0-9]+[a-z]?$", "").replaceAll("_+$", "");
      if (!letters.isEmpty()) {
        words.add(letters);
      }
    }
    return words.isEmpty() ? "block" : words.getLast();
  }
}
