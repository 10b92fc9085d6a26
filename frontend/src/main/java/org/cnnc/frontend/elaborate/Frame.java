package org.cnnc.frontend.elaborate;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.cnnc.frontend.diagnostic.Diagnostic;
import org.cnnc.frontend.resolve.Module;
import org.cnnc.ir.SourceSpan;

/**
 * A use of a block, function or model that is being elaborated.
 *
 * @param module whose names its body uses
 * @param prefix the path of the labels on the way here, such as {@code layer1.0}; empty in a model
 * @param chain the model and the blocks on the way here, this one last
 * @param sharing whether this repeats a use of the same label, with the same weights
 * @param counters how many layers without a label there are, by operator
 */
record Frame(
    Module module,
    String prefix,
    List<Diagnostic.Frame> chain,
    boolean sharing,
    Map<String, Integer> counters) {

  static Frame ofModel(Module module, String name, SourceSpan span) {
    return new Frame(module, "", List.of(new Diagnostic.Frame(name, span)), false, new HashMap<>());
  }

  /** A block used here without a label: its layers are named as if they were written here. */
  Frame inlined(Module inner, Diagnostic.Frame use) {
    return new Frame(inner, prefix, extended(use), sharing, counters);
  }

  /** A block used here under a label, or once more under a label used before. */
  Frame labelled(Module inner, String path, boolean again, Diagnostic.Frame use) {
    return new Frame(inner, path, extended(use), sharing || again, new HashMap<>());
  }

  private List<Diagnostic.Frame> extended(Diagnostic.Frame use) {
    List<Diagnostic.Frame> longer = new ArrayList<>(chain);
    longer.add(use);
    return longer;
  }

  /** {@code layer1.0.conv1}. */
  String path(String label) {
    return prefix.isEmpty() ? label : prefix + "." + label;
  }

  /** The places of the uses, innermost first, without the model itself. */
  List<SourceSpan> useSpans() {
    return chain.subList(1, chain.size()).reversed().stream().map(Diagnostic.Frame::span).toList();
  }
}
