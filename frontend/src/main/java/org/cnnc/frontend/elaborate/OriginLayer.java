package org.cnnc.frontend.elaborate;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.cnnc.frontend.diagnostic.Code;
import org.cnnc.frontend.diagnostic.Diagnostic;
import org.cnnc.frontend.known.Known;
import org.cnnc.frontend.known.Words;
import org.cnnc.frontend.operator.Layer;
import org.cnnc.frontend.operator.OperatorException;
import org.cnnc.ir.Origin;
import org.cnnc.ir.SourceSpan;
import org.cnnc.ir.op.Constant;
import org.cnnc.ir.op.Op;
import org.cnnc.ir.op.Parameter;
import org.cnnc.ir.op.ShapeException;
import org.cnnc.ir.tensor.DType;
import org.cnnc.ir.tensor.Tensor;
import org.cnnc.ir.tensor.TensorType;
import org.cnnc.ir.tensor.Value;

/** The place in the model of one use of an operator: its layer path and its source places. */
final class OriginLayer implements Layer {
  /** What an op's messages begin with. */
  private static final Pattern OP_NAME = Pattern.compile("^\\w+: ");

  private final Session session;
  private final Frame frame;
  private final String path;
  private final SourceSpan span;
  private final Origin origin;

  /** An operator without a label: its name is made of the operator's and a number. */
  OriginLayer(Session session, Frame frame, String operator, SourceSpan span) {
    this(session, frame, span, generatedPath(session, frame, operator));
  }

  /**
   * An operator under a label.
   *
   * @param path the full path, which is registered already
   */
  OriginLayer(Session session, Frame frame, SourceSpan span, String path) {
    this.session = session;
    this.frame = frame;
    this.path = path;
    this.span = span;
    List<SourceSpan> spans = new ArrayList<>(List.of(span));
    spans.addAll(frame.useSpans());
    this.origin = new Origin(List.of(path), spans);
  }

  /** {@code layer1.conv2d2}: the next number that no label has taken. */
  private static String generatedPath(Session session, Frame frame, String operator) {
    String path;
    do {
      path = frame.path(operator + frame.counters().merge(operator, 1, Integer::sum));
    } while (session.labels.containsKey(path) && !frame.sharing());
    return path;
  }

  @Override
  public List<Value> add(Op op) {
    session.checkNodes(span);
    return session.graph.addAll(op, origin);
  }

  @Override
  public Value parameter(String suffix, List<Integer> dims, Parameter.Role role) {
    return parameter(path + "." + suffix, new TensorType(DType.F32, dims), role);
  }

  /** A trained tensor under its full name. */
  Value parameter(String name, TensorType type, Parameter.Role role) {
    TensorType before = session.parameters.putIfAbsent(name, type);
    if (before != null && !before.equals(type)) {
      throw Stop.of(
          Diagnostic.at(
                  span,
                  Code.SHAPE_MISMATCH,
                  "the shared weight `%s` is %s, this use needs %s"
                      .formatted(name, Words.shape(before), Words.shape(type)))
              .help("shared layers need inputs with equal numbers of channels"));
    }
    if (before != null && !frame.sharing()) {
      throw Stop.of(
          Diagnostic.at(
                  span, Code.DUPLICATE_LABEL, "there is already a weight `%s`".formatted(name))
              .help("every layer with weights needs a label of its own"));
    }
    return add(new Parameter(name, type, role)).getFirst();
  }

  @Override
  public Value filled(List<Integer> dims, float value) {
    TensorType type = new TensorType(DType.F32, dims);
    reserveConstant(type.elements());
    return add(new Constant("", Tensor.filled(type, value))).getFirst();
  }

  @Override
  public void reserveConstant(long elements) {
    session.reserveConstant(elements, span);
  }

  /**
   * Runs what adds this layer's nodes; its mistakes become diagnostics at the layer's place, under
   * the name of the operator that is called, whatever it is made of.
   */
  Known guarded(String operator, Supplier<Known> build) {
    try {
      return build.get();
    } catch (OperatorException e) {
      throw Stop.of(Diagnostic.at(e.span().orElse(span), e.code(), e.getMessage()).help(e.help()));
    } catch (ShapeException e) {
      String message = OP_NAME.matcher(e.getMessage()).replaceFirst("");
      boolean isNamed = message.startsWith("cannot " + operator + " ");
      throw Stop.of(
          Diagnostic.at(span, Code.SHAPE_MISMATCH, isNamed ? message : operator + ": " + message)
              .help(e.help()));
    } catch (IllegalArgumentException | ArithmeticException e) {
      // A tensor type refuses what is larger than any memory, and says so.
      throw Stop.at(
          span,
          Code.LIMIT_EXCEEDED,
          "%s: the result is too large: at most %d elements a tensor"
              .formatted(operator, TensorType.MAX_ELEMENTS));
    }
  }
}
