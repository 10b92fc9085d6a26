package org.cnnc.compiler.explain;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.cnnc.frontend.ModelDefinition.SourceInfo;
import org.cnnc.ir.Node;
import org.cnnc.ir.Origin;
import org.cnnc.ir.op.Input;

/**
 * A line of a model's source with all that it was compiled to; where there is no source text, as in
 * an ONNX model, a layer.
 *
 * @param place {@code resnet.cnn:14}, or the layer's path
 * @param text the line, without the spaces around it; empty where there is none
 * @param steps the positions of the steps whose first layer stands here
 * @param others the positions of the written operators here that no step of their own computes
 */
public record SourceLine(String place, String text, List<Integer> steps, List<Integer> others) {
  public SourceLine {
    steps = List.copyOf(steps);
    others = List.copyOf(others);
  }

  /** Where a line stands. */
  private record Key(int file, int line, String layer) {}

  private record Found(List<Integer> steps, List<Integer> others) {}

  /** The lines of a model that compute anything, in the order of the source. */
  public static List<SourceLine> of(Explanation explanation) {
    List<SourceInfo> sources = explanation.definition().sources();
    Map<Key, Found> found = new LinkedHashMap<>();
    for (int i = 0; i < explanation.optimized().decisions().size(); i++) {
      Origin origin = explanation.decision(i).node().origin();
      at(found, key(sources, origin)).steps().add(i);
    }
    for (int i = 0; i < explanation.written().size(); i++) {
      Node node = explanation.written().get(i);
      boolean isInput = node.op() instanceof Input;
      if (!isInput && !(explanation.fates().get(i) instanceof Fate.Computed)) {
        at(found, key(sources, node.origin())).others().add(i);
      }
    }
    // Stable: lines without a place stay in the order of the run.
    return found.entrySet().stream()
        .sorted(
            Map.Entry.comparingByKey(Comparator.comparingInt(Key::file).thenComparing(Key::line)))
        .map(entry -> line(sources, entry.getKey(), entry.getValue()))
        .toList();
  }

  private static Found at(Map<Key, Found> found, Key key) {
    return found.computeIfAbsent(key, _ -> new Found(new ArrayList<>(), new ArrayList<>()));
  }

  private static Key key(List<SourceInfo> sources, Origin origin) {
    for (var span : origin.spans()) {
      for (int i = 0; i < sources.size(); i++) {
        if (sources.get(i).file().equals(span.file())) {
          return new Key(i, span.line(), "");
        }
      }
    }
    return new Key(sources.size(), 0, origin.layers().isEmpty() ? "" : origin.layers().getFirst());
  }

  private static SourceLine line(List<SourceInfo> sources, Key key, Found found) {
    if (key.line() == 0) {
      return new SourceLine(key.layer(), "", found.steps(), found.others());
    }
    SourceInfo source = sources.get(key.file());
    boolean known = key.line() <= source.lines().size();
    return new SourceLine(
        source.file() + ":" + key.line(),
        known ? source.lines().get(key.line() - 1).strip() : "",
        found.steps(),
        found.others());
  }
}
