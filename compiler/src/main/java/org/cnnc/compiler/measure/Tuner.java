package org.cnnc.compiler.measure;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.cnnc.compiler.Backends;
import org.cnnc.compiler.Compiler;
import org.cnnc.compiler.CompilerOptions;
import org.cnnc.compiler.UserException;
import org.cnnc.compiler.tune.Tuning;
import org.cnnc.compiler.tune.TuningFile;
import org.cnnc.frontend.ModelDefinition;
import org.cnnc.ir.Graph;
import org.cnnc.ir.Node;
import org.cnnc.ir.op.Constant;
import org.cnnc.ir.op.Fused;
import org.cnnc.ir.op.Op;
import org.cnnc.ir.target.Target;
import org.cnnc.ir.tensor.Value;
import org.cnnc.optimizer.Optimized;
import org.cnnc.optimizer.Optimizer;
import org.cnnc.optimizer.cpu.Choice;
import org.cnnc.optimizer.cpu.Choices;
import org.cnnc.runtime.ModelLoadException;
import org.cnnc.runtime.Threads;

/**
 * Measures on this machine which way to compute each convolution and dense layer of a model is
 * fastest. The candidates are those that the compiler's models of costs find best. They take turns;
 * before every run so much else is read that no cache holds a weight any more, as it is when a
 * model's other layers have run.
 *
 * @param options what the model is compiled with; what they know already is not measured again
 * @param file where each result is kept at once, so that who stops it loses none
 * @param progress is told what is being measured
 */
public record Tuner(CompilerOptions options, Path file, Consumer<String> progress) {
  private static final int ROUNDS = 15;

  /** More than the last level of the caches has, but on a few machines. */
  private static final long EVICTED_BYTES = 128L << 20;

  /** Larger weights are read from memory once, and nothing else matters; four would not fit. */
  private static final long MAX_WEIGHT_BYTES = 64L << 20;

  /** An op that is computed somewhere in the model, and may be computed in several ways. */
  private record Question(Tuning.Key key, Op op, String layer, List<Choice> candidates) {}

  /**
   * Measures what is not known of a model.
   *
   * @return what was measured now
   * @throws UserException where this machine cannot run the target's code
   */
  public Tuning tune(ModelDefinition definition) {
    if (!Backends.ofTarget(options.target()).isForCpus()) {
      throw new UserException(
          "--tune: schedules for %s cannot be measured".formatted(options.target()),
          "--tune is for CPUs");
    }
    Compiler compiler = new Compiler(options);
    Target target = compiler.target();
    Collection<Question> questions = questions(compiler.bind(definition), target);
    if (questions.isEmpty()) {
      return Tuning.NONE;
    }
    Tuning measured = Tuning.NONE;
    int most = Threads.available().count();
    List<Integer> threads = most == 1 ? List.of(1) : List.of(1, most);
    try (Probe eviction = Probe.reads(target, most, EVICTED_BYTES)) {
      for (Question question : questions) {
        progress.accept(
            "measuring %d of %d: %s, %d candidates"
                .formatted(
                    measured.results().size() + 1,
                    questions.size(),
                    question.layer(),
                    question.candidates().size()));
        Tuning result = Tuning.of(question.key(), measure(question, threads, eviction));
        TuningFile.add(file, result);
        measured = measured.and(result);
      }
    } catch (ModelLoadException e) {
      throw switch (e.kind()) {
        case WRONG_MACHINE, MISSING_CPU_FEATURES ->
            new UserException(
                "--tune: this machine cannot run code for %s".formatted(options.target()),
                "measure on one that can with --tune --tune-file FILE, then compile with"
                    + " --tune-file FILE");
        case UNREADABLE, NOT_A_MODEL, DAMAGED, TOO_NEW, NOT_MAPPABLE -> e;
      };
    }
    return measured;
  }

  private Collection<Question> questions(Graph graph, Target target) {
    Map<Tuning.Key, List<Choice>> asked = new LinkedHashMap<>();
    Choices known = options.tuning().choices(Compiler.VERSION, target, options.winograd());
    Choices asking =
        (op, candidates) -> {
          if (known.among(op, candidates).isEmpty()) {
            asked.put(key(target, op), candidates);
          }
          return Optional.empty();
        };
    Optimized optimized =
        Optimizer.decide(graph, target, options.winograd(), options.precision(), asking, List.of());
    Map<Value, Node> definitions = optimized.graph().definitions();
    Map<Tuning.Key, Question> questions = new LinkedHashMap<>();
    for (Optimized.Decision decision : optimized.decisions()) {
      Op op = decision.op() instanceof Fused fused ? fused.anchor() : decision.op();
      Tuning.Key key = key(target, op);
      if (asked.containsKey(key) && hasTrainedWeights(op, definitions)) {
        String layer = decision.node().origin().layers().stream().findFirst().orElse(graph.name());
        questions.putIfAbsent(key, new Question(key, op, layer, asked.get(key)));
      }
    }
    return questions.values();
  }

  private Tuning.Key key(Target target, Op op) {
    return Tuning.Key.of(Compiler.VERSION, target, options.winograd(), op);
  }

  private static boolean hasTrainedWeights(Op op, Map<Value, Node> definitions) {
    Value weight = op.operands().get(1);
    return definitions.get(weight).op() instanceof Constant
        && weight.type().elements() * Float.BYTES <= MAX_WEIGHT_BYTES;
  }

  private Tuning.Result measure(Question question, List<Integer> threads, Probe eviction) {
    List<Trial> trials = new ArrayList<>();
    try {
      for (Choice candidate : question.candidates()) {
        trials.add(Trial.of(question.op(), knowing(question, candidate), threads));
      }
      List<List<Contest.Series>> times = times(trials, threads.size(), eviction);
      SortedMap<String, List<Double>> medians = new TreeMap<>();
      for (int i = 0; i < trials.size(); i++) {
        medians.put(
            question.candidates().get(i).name(),
            times.get(i).stream().map(series -> rounded(series.median())).toList());
      }
      Choice winner = question.candidates().get(new Contest(times).winner());
      return new Tuning.Result(winner.name(), threads, medians);
    } finally {
      trials.forEach(Trial::close);
    }
  }

  /** A compiler that takes a candidate for an op, as one that reads a file does. */
  private Compiler knowing(Question question, Choice candidate) {
    Tuning.Result result = new Tuning.Result(candidate.name(), List.of(), new TreeMap<>());
    return new Compiler(options.withTuning(Tuning.of(question.key(), result)));
  }

  /** The times of each trial with each number of threads, after one round that does not count. */
  private static List<List<Contest.Series>> times(
      List<Trial> trials, int threadCounts, Probe eviction) {
    List<List<List<Double>>> times =
        trials.stream()
            .map(_ -> Stream.<List<Double>>generate(ArrayList::new).limit(threadCounts).toList())
            .toList();
    for (int round = 0; round <= ROUNDS; round++) {
      for (int count = 0; count < threadCounts; count++) {
        for (int trial = 0; trial < trials.size(); trial++) {
          eviction.run();
          Clock.pause();
          double milliseconds = trials.get(trial).milliseconds(count);
          if (round > 0) {
            times.get(trial).get(count).add(milliseconds);
          }
        }
      }
    }
    return times.stream()
        .map(ofTrial -> ofTrial.stream().map(Contest.Series::new).toList())
        .toList();
  }

  /** To a tenth of a microsecond. */
  private static double rounded(double milliseconds) {
    return Math.round(milliseconds * 1e4) / 1e4;
  }
}
