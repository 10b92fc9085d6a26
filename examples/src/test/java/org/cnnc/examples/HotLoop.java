package org.cnnc.examples;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * An innermost loop of a program's assembly that sums up products of vectors or tiles. Loops that
 * multiply by constants of the code are not: they are transforms of Winograd's algorithm, and that
 * of weights has more of them than AVX2 has registers.
 *
 * @param line of the assembly where it begins, from 1
 * @param body its lines, from its label to the jump back
 */
record HotLoop(int line, List<String> body) {
  private static final Pattern LABEL = Pattern.compile("(\\.LBB\\w+):.*");

  /** A jump of either architecture, to a label. */
  private static final Pattern JUMP =
      Pattern.compile("\\s+(?:j\\w+|b(?:\\.\\w+)?|cbn?z|tbn?z)\\s.*?(\\.LBB\\w+)\\s*");

  /** Where LLVM puts constants. */
  private static final String CONSTANT = ".LCPI";

  private static final Pattern MULTIPLY_ADD =
      Pattern.compile("\\s+(vfn?m\\w+ps|fml[as]\\s+v|tdpbf16ps).*");

  /**
   * A vector in a slot of the stack. Where a register is added it is an element of a local array,
   * which has to be in memory.
   */
  private static final Pattern SPILL =
      Pattern.compile(".*(\\(%rsp\\).*%[xyz]mm|%[xyz]mm.*\\(%rsp\\)|\\b[qvd]\\d.*\\[sp[,\\]]).*");

  private record Range(int first, int last) {
    boolean isInside(Range other) {
      return !equals(other) && other.first <= first && last <= other.last;
    }
  }

  HotLoop {
    body = List.copyOf(body);
  }

  /** Those of a program's assembly, in order. */
  static List<HotLoop> of(String assembly) {
    List<String> lines = assembly.lines().toList();
    Map<String, Integer> labels = new HashMap<>();
    List<Range> loops = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      Matcher label = LABEL.matcher(lines.get(i));
      Matcher jump = JUMP.matcher(lines.get(i));
      if (label.matches()) {
        labels.put(label.group(1), i);
      } else if (jump.matches() && labels.containsKey(jump.group(1))) {
        loops.add(new Range(labels.get(jump.group(1)), i));
      }
    }
    return loops.stream()
        .filter(loop -> loops.stream().noneMatch(other -> other.isInside(loop)))
        .map(loop -> new HotLoop(loop.first + 1, lines.subList(loop.first, loop.last + 1)))
        .filter(HotLoop::sumsProducts)
        .toList();
  }

  private boolean sumsProducts() {
    return body.stream().anyMatch(line -> MULTIPLY_ADD.matcher(line).matches())
        && body.stream().noneMatch(line -> line.contains(CONSTANT));
  }

  /** The names of its instructions that begin with a prefix, in order. */
  List<String> instructions(String... prefixes) {
    return body.stream()
        .map(line -> line.strip().split("\\s+", 2)[0])
        .filter(name -> Stream.of(prefixes).anyMatch(name::startsWith))
        .toList();
  }

  /** The lines that store a vector on the stack for want of registers, or load it from there. */
  List<String> spills() {
    return body.stream().filter(line -> SPILL.matcher(line).matches()).toList();
  }
}
