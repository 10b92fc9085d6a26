package org.cnnc.frontend.elaborate;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.cnnc.frontend.diagnostic.Code;
import org.cnnc.frontend.diagnostic.Diagnostic;
import org.cnnc.frontend.diagnostic.Diagnostics;
import org.cnnc.frontend.diagnostic.Limits;
import org.cnnc.ir.Graph;
import org.cnnc.ir.SourceSpan;
import org.cnnc.ir.tensor.TensorType;

/** What one elaboration shares: the graph so far, the mistakes, the labels, and the bounds. */
final class Session {
  /** A call makes a scope and a chain of places: far more work than an addition. */
  private static final int STEPS_OF_CALL = 20;

  final Graph.Builder graph;
  final Diagnostics diagnostics;

  /** Where each label was used first, by its full path. */
  final Map<String, SourceSpan> labels = new HashMap<>();

  /** What each label stands for, so that {@code share} can use it again. */
  final Map<String, Caller.Application> applications = new HashMap<>();

  /** The trained tensors by name: one that is shared must keep its type. */
  final Map<String, TensorType> parameters = new HashMap<>();

  private int steps;
  private long constantElements;

  /** Blocks and functions that are being elaborated inside each other. */
  private int callDepth;

  Session(String model, Diagnostics diagnostics) {
    this.graph = new Graph.Builder(model);
    this.diagnostics = diagnostics;
  }

  /** Reports the mistake of a stop, if it carries one, with the chain of blocks that led there. */
  void report(Stop stop, Frame frame) {
    stop.diagnostic().ifPresent(d -> report(d, frame));
  }

  void report(Diagnostic diagnostic, Frame frame) {
    boolean inBlock = frame.chain().size() > 1 && diagnostic.chain().isEmpty();
    diagnostics.report(inBlock ? diagnostic.in(frame.chain()) : diagnostic);
  }

  /** Counts a step of the compile-time program; {@code weight} of them for copying a list. */
  void step(SourceSpan span, int weight) {
    steps += weight;
    if (steps > Limits.STEPS) {
      abandon(span, "elaborating the model takes more than %d steps".formatted(Limits.STEPS));
    }
  }

  /** Ends the whole elaboration: what comes after would only meet the same bound again. */
  void abandon(SourceSpan span, String message) {
    diagnostics.report(Diagnostic.at(span, Code.LIMIT_EXCEEDED, message));
    diagnostics.throwIfAny();
  }

  void reserveConstant(long elements, SourceSpan span) {
    constantElements += elements;
    if (constantElements > Limits.CONSTANT_ELEMENTS) {
      abandon(
          span,
          "the model's constants have more than %d elements".formatted(Limits.CONSTANT_ELEMENTS));
    }
  }

  void checkNodes(SourceSpan span) {
    if (graph.size() > Limits.NODES) {
      abandon(span, "the graph has more than %d nodes".formatted(Limits.NODES));
    }
  }

  /** Enters a block or function; {@link #leave} must follow. */
  void enter(SourceSpan span, Frame frame) {
    step(span, STEPS_OF_CALL);
    if (callDepth >= Limits.CALL_DEPTH) {
      diagnostics.report(
          new Diagnostic(
              Code.LIMIT_EXCEEDED,
              span,
              "blocks and functions are nested more than %d deep".formatted(Limits.CALL_DEPTH),
              List.of(),
              frame.chain(),
              Optional.of("a recursion must end: is there a case that does not recurse?")));
      diagnostics.throwIfAny();
    }
    callDepth++;
  }

  void leave() {
    callDepth--;
  }
}
