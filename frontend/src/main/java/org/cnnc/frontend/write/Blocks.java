package org.cnnc.frontend.write;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.cnnc.frontend.syntax.Declaration;
import org.cnnc.ir.Graph;
import org.cnnc.ir.tensor.Value;

/**
 * Finds layers that repeat: what stands under labels such as {@code layer1.0} and {@code layer1.1}
 * and differs in numbers only becomes one block, which is used under these labels. The innermost
 * come first, so that blocks are made of blocks.
 */
final class Blocks {
  /** A block that saves less is not worth its name. */
  private static final int LEAST_SAVED = 4;

  private final Definitions definitions;
  private final Set<Value> outputs = new LinkedHashSet<>();
  private final Identifiers names = new Identifiers();
  private final List<BlockWriter> blocks = new ArrayList<>();
  private List<Call> calls;

  private Blocks(Graph graph, List<Call> calls, Definitions definitions) {
    this.definitions = definitions;
    this.calls = calls;
    this.names.take(graph.name());
    graph.outputs().forEach(output -> outputs.add(output.value()));
  }

  /**
   * What is left of a model.
   *
   * @param blocks in an order in which each uses those before it
   */
  record Found(List<Call> calls, List<BlockWriter> blocks) {
    List<Declaration> declarations() {
      List<Declaration> declarations = new ArrayList<>();
      blocks.forEach(block -> declarations.add(block.declaration(blocks)));
      return declarations;
    }
  }

  static Found of(Graph graph, List<Call> calls, Definitions definitions) {
    Blocks work = new Blocks(graph, calls, definitions);
    int depth = calls.stream().mapToInt(Blocks::depth).max().orElse(0);
    for (int level = depth - 1; level > 0; level--) {
      boolean found = true;
      while (found) {
        found = work.replaceBest(level);
      }
    }
    return new Found(work.calls, work.blocks);
  }

  private static int depth(Call call) {
    return call.label().map(label -> label.split("\\.", -1).length).orElse(0);
  }

  /** Makes the block that saves most at a depth of labels, if any saves enough. */
  private boolean replaceBest(int level) {
    Map<Value, Integer> uses = new HashMap<>();
    calls.forEach(call -> call.operands().forEach(v -> uses.merge(v, 1, Integer::sum)));
    outputs.forEach(v -> uses.merge(v, 1, Integer::sum));
    Map<String, List<Region>> groups = new LinkedHashMap<>();
    for (List<Region> choices : regions(level)) {
      for (Region region : choices) {
        if (region.isClosed(definitions, uses)) {
          groups.computeIfAbsent(region.signature(definitions), s -> new ArrayList<>()).add(region);
        }
      }
    }
    Optional<List<Region>> best =
        groups.values().stream()
            .filter(group -> saved(group) >= LEAST_SAVED)
            .filter(group -> BlockWriter.isReadable(group, definitions))
            .max(Comparator.comparingInt(Blocks::saved));
    best.ifPresent(this::replace);
    return best.isPresent();
  }

  private static int saved(List<Region> group) {
    int layers = (int) group.getFirst().calls().stream().filter(c -> c.label().isPresent()).count();
    return layers < 2 ? 0 : (group.size() - 1) * group.getFirst().calls().size();
  }

  /**
   * For each label of a depth its calls from the first to the last, and with as many of those that
   * follow without a label as there are.
   */
  private List<List<Region>> regions(int level) {
    Map<String, int[]> spans = new TreeMap<>();
    for (int i = 0; i < calls.size(); i++) {
      if (depth(calls.get(i)) > level) {
        String[] segments = calls.get(i).label().orElseThrow().split("\\.", -1);
        String scope = String.join(".", List.of(segments).subList(0, level));
        int at = i;
        spans.computeIfAbsent(scope, s -> new int[] {at, at})[1] = at;
      }
    }
    List<List<Region>> regions = new ArrayList<>();
    spans.forEach((scope, span) -> regions.add(choices(scope, span[0], span[1] + 1)));
    return regions;
  }

  private List<Region> choices(String scope, int begin, int end) {
    boolean whole =
        calls.subList(begin, end).stream()
            .allMatch(c -> c.label().map(l -> l.startsWith(scope + ".")).orElse(true));
    List<Region> choices = new ArrayList<>();
    int last = end;
    while (whole && last <= calls.size()) {
      choices.add(new Region(scope, calls.subList(begin, last), begin, last));
      if (last < calls.size() && calls.get(last).label().isPresent()) {
        break;
      }
      last++;
    }
    return choices;
  }

  private void replace(List<Region> group) {
    BlockWriter block = BlockWriter.of(group, definitions, names);
    blocks.add(block);
    Map<Integer, Region> byBegin = new HashMap<>();
    group.forEach(region -> byBegin.put(region.begin(), region));
    List<Call> left = new ArrayList<>();
    int at = 0;
    while (at < calls.size()) {
      Region region = byBegin.get(at);
      if (region == null) {
        left.add(calls.get(at));
        at++;
      } else {
        left.add(block.use(region));
        at = region.end();
      }
    }
    calls = left;
  }
}
