package org.cnnc.benchmarks.sidebyside;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.cnnc.benchmarks.contestant.Agreement;
import org.cnnc.benchmarks.contestant.Compiled;
import org.cnnc.benchmarks.contestant.Contestant;
import org.cnnc.benchmarks.contestant.RefusedException;
import org.cnnc.benchmarks.contestant.Rival;
import org.cnnc.benchmarks.contestant.RivalModel;

/** A model in our library and in those engines that compute the same of it. */
final class Lineup implements AutoCloseable {
  private record Entrant(Contestant contestant, double spent) {}

  private final Compiled ours;
  private final boolean isRounded;
  private final Map<Rival, Entrant> entrants = new LinkedHashMap<>();
  private final List<Row.Result> absent = new ArrayList<>();

  /**
   * @param ours is closed with the lineup
   * @param isRounded whether it rounds to bfloat16
   */
  Lineup(Compiled ours, boolean isRounded) {
    this.ours = ours;
    this.isRounded = isRounded;
    ours.run();
  }

  /** Lets an engine take part that takes the model and agrees with us. */
  void add(Rival rival, RivalModel model, int threads) {
    try {
      Contestant contestant = rival.open(model, threads);
      Agreement agreement = compare(contestant, rival.isRounded());
      if (agreement.violation().isPresent()) {
        contestant.close();
        absent.add(new Row.Disagrees(rival, agreement.violation().get()));
      } else {
        entrants.put(rival, new Entrant(contestant, agreement.spent()));
      }
    } catch (RefusedException e) {
      absent.add(new Row.Refused(rival, e.getMessage()));
    }
  }

  private Agreement compare(Contestant contestant, boolean isTheirsRounded) {
    try {
      contestant.run();
      return Agreement.of(contestant.outputs(), ours.outputs(), isRounded || isTheirsRounded);
    } catch (RuntimeException e) {
      contestant.close();
      throw e;
    }
  }

  /** Measures all that take part. */
  Row row(String model, int threads, Turns turns) {
    List<Contestant> all = new ArrayList<>(List.of(ours));
    entrants.values().forEach(entrant -> all.add(entrant.contestant));
    List<List<Double>> times = turns.run(all);
    List<Row.Result> results = new ArrayList<>(absent);
    int at = 1;
    for (Map.Entry<Rival, Entrant> entry : entrants.entrySet()) {
      Times beside = Times.of(times.getFirst(), times.get(at++));
      results.add(new Row.Measured(entry.getKey(), beside, entry.getValue().spent));
    }
    return new Row(model, threads, times.getFirst(), results);
  }

  @Override
  public void close() {
    entrants.values().forEach(entrant -> entrant.contestant.close());
    ours.close();
  }
}
