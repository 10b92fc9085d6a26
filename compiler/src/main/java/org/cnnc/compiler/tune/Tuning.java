package org.cnnc.compiler.tune;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.cnnc.ir.op.Op;
import org.cnnc.ir.target.Target;
import org.cnnc.ir.text.GraphPrinter;
import org.cnnc.optimizer.WinogradUse;
import org.cnnc.optimizer.cpu.Choice;
import org.cnnc.optimizer.cpu.Choices;

/** Which way to compute an op was fastest where it was measured. Immutable. */
public record Tuning(SortedMap<Key, Result> results) {
  /** Nothing was measured: the compiler's models of costs decide everything. */
  public static final Tuning NONE = new Tuning(new TreeMap<>());

  /**
   * What a result holds for, and for nothing else.
   *
   * @param compiler the name and version of the compiler: another one has other candidates
   * @param target the CPU that code was made for, and the width of its vectors: {@code znver4 512}
   * @param winograd {@code auto}, or {@code off} where its candidates were not among those measured
   * @param op with the types of its operands: {@code linear f32[N,84], f32[10,84], f32[10]}
   */
  public record Key(String compiler, String target, String winograd, String op)
      implements Comparable<Key> {
    private static final Comparator<Key> ORDER =
        Comparator.comparing(Key::compiler)
            .thenComparing(Key::target)
            .thenComparing(Key::winograd)
            .thenComparing(Key::op);

    /** The key of an op without epilogue, for this compiler. */
    public static Key of(String compiler, Target target, WinogradUse winograd, Op op) {
      return new Key(
          compiler,
          "%s %d".formatted(target.cpu(), target.vectorBits()),
          winograd.name().toLowerCase(Locale.ROOT),
          GraphPrinter.print(op, value -> value.type().toString()));
    }

    @Override
    public int compareTo(Key other) {
      return ORDER.compare(this, other);
    }
  }

  /**
   * What was measured of an op.
   *
   * @param choice the name of the candidate that is taken
   * @param threads the numbers of threads it was measured with
   * @param milliseconds of each candidate by its name: medians, one for each number of threads
   */
  public record Result(
      String choice, List<Integer> threads, SortedMap<String, List<Double>> milliseconds) {
    public Result {
      threads = List.copyOf(threads);
      milliseconds = new TreeMap<>(milliseconds);
    }
  }

  public Tuning {
    results = new TreeMap<>(results);
  }

  /** One result. */
  public static Tuning of(Key key, Result result) {
    return new Tuning(new TreeMap<>(Map.of(key, result)));
  }

  /** This and what else was measured; of two results for one key that of {@code newer}. */
  public Tuning and(Tuning newer) {
    SortedMap<Key, Result> all = new TreeMap<>(results);
    all.putAll(newer.results);
    return new Tuning(all);
  }

  /**
   * What schedules of this compiler's are to know.
   *
   * @param compiler the compiler's name and version
   */
  public Choices choices(String compiler, Target target, WinogradUse winograd) {
    return results.isEmpty()
        ? Choices.ANALYTIC
        : (op, candidates) -> choice(Key.of(compiler, target, winograd, op), candidates);
  }

  /** What is no candidate any more, because the compiler has changed, is not known. */
  private Optional<Choice> choice(Key key, List<Choice> candidates) {
    return Optional.ofNullable(results.get(key))
        .flatMap(
            result ->
                candidates.stream()
                    .filter(candidate -> candidate.name().equals(result.choice()))
                    .findFirst());
  }

  /** The choices alone, which is all that code depends on. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (Map.Entry<Key, Result> entry : results.entrySet()) {
      text.append(entry.getKey()).append(" -> ").append(entry.getValue().choice()).append('\n');
    }
    return text.toString();
  }
}
