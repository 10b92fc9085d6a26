package org.cnnc.frontend.write;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.cnnc.frontend.known.Known;
import org.cnnc.frontend.operator.Formal;
import org.cnnc.frontend.operator.Layer;
import org.cnnc.frontend.operator.Operator;
import org.cnnc.frontend.operator.OperatorCall;
import org.cnnc.frontend.operator.OperatorException;
import org.cnnc.frontend.operator.OperatorTable;
import org.cnnc.ir.Graph;
import org.cnnc.ir.Origin;
import org.cnnc.ir.op.Constant;
import org.cnnc.ir.op.Input;
import org.cnnc.ir.op.Op;
import org.cnnc.ir.op.Parameter;
import org.cnnc.ir.op.Reshape;
import org.cnnc.ir.tensor.DType;
import org.cnnc.ir.tensor.Tensor;
import org.cnnc.ir.tensor.TensorType;
import org.cnnc.ir.tensor.Value;

/**
 * Builds a call as the language would and compares the nodes that come of it with those it is meant
 * to stand for. So what a call means is said in one place, the operator table, and what is written
 * is never a guess.
 */
final class Trial implements Layer {
  private final Graph.Builder scratch = new Graph.Builder("trial");
  private final Map<Value, Value> inputs = new HashMap<>();
  private final Map<Value, Value> outside = new HashMap<>();
  private final Map<String, Value> owned = new LinkedHashMap<>();
  private final Definitions definitions;

  private Trial(Definitions definitions) {
    this.definitions = definitions;
  }

  /** The call with the trained tensors that it owns, where it means its result. */
  static Optional<Call> of(Call call, Definitions definitions) {
    Trial trial = new Trial(definitions);
    try {
      Value built = trial.build(call);
      return trial.isSame(built, call.result())
          ? Optional.of(call.withOwned(trial.owned))
          : Optional.empty();
    } catch (OperatorException | IllegalArgumentException | ArithmeticException e) {
      return Optional.empty(); // the operator does not take what this would need
    }
  }

  private Value build(Call call) {
    Operator operator = OperatorTable.find(call.callee()).orElseThrow();
    Map<String, OperatorCall.Given> given = new LinkedHashMap<>();
    for (Formal formal : operator.formals()) {
      Optional.ofNullable(call.arguments().get(formal.name()))
          .or(formal::fallback)
          .ifPresent(known -> given.put(formal.name(), given(known)));
    }
    List<OperatorCall.Given> variadic = call.variadic().stream().map(this::given).toList();
    Known known = operator.meaning().build(new OperatorCall(call.callee(), given, variadic, this));
    if (call.element().isPresent() && known instanceof Known.Sequence(var elements, _)) {
      known = elements.get(call.element().getAsInt());
    }
    if (known instanceof Known.Tensor(Value value)) {
      return value;
    }
    throw new IllegalArgumentException(call.callee() + " gives no tensor");
  }

  private OperatorCall.Given given(Known known) {
    return new OperatorCall.Given(
        known instanceof Known.Tensor(Value value) ? new Known.Tensor(input(value)) : known,
        Optional.empty());
  }

  /** A stand-in for a value of the graph. */
  private Value input(Value value) {
    return inputs.computeIfAbsent(
        value,
        v -> {
          Value stand = scratch.add(new Input("v" + v.id(), v.type()), Origin.NONE);
          outside.put(stand, v);
          return stand;
        });
  }

  @Override
  public List<Value> add(Op op) {
    return scratch.addAll(op, Origin.NONE);
  }

  @Override
  public Value parameter(String suffix, List<Integer> dims, Parameter.Role role) {
    TensorType type = new TensorType(DType.F32, dims);
    return scratch.add(new Parameter(suffix, type, role), Origin.NONE);
  }

  @Override
  public Value filled(List<Integer> dims, float value) {
    Tensor tensor = Tensor.filled(new TensorType(DType.F32, dims), value);
    return scratch.add(new Constant("", tensor), Origin.NONE);
  }

  @Override
  public void reserveConstant(long elements) {
    // The reader of the text counts.
  }

  /** Whether a value of the trial computes what a value of the graph does. */
  private boolean isSame(Value built, Value wanted) {
    if (outside.containsKey(built)) {
      return outside.get(built).equals(wanted);
    }
    Op ours = scratch.definition(built).orElseThrow();
    return switch (ours) {
      case Parameter(String suffix, TensorType type, _) ->
          wanted.type().equals(type) && owns(suffix, wanted);
      case Reshape(Value weight, _)
          when scratch.definition(weight).orElseThrow() instanceof Parameter(String suffix, _, _)
              && wanted.type().equals(built.type())
              && definitions.tensor(wanted).isPresent() ->
          owns(suffix, wanted);
      case Constant(_, Tensor tensor) ->
          definitions.tensor(wanted).map(tensor::equals).orElse(false);
      case Op op -> isSame(op, definitions.op(wanted));
    };
  }

  private boolean owns(String suffix, Value wanted) {
    Value before = owned.putIfAbsent(suffix, wanted);
    return definitions.mayBeOwned(wanted) && (before == null || before.equals(wanted));
  }

  private boolean isSame(Op built, Op wanted) {
    List<Value> ours = built.operands();
    List<Value> theirs = wanted.operands();
    if (built.getClass() != wanted.getClass() || !types(ours).equals(types(theirs))) {
      return false;
    }
    if (!built.mapOperands(v -> theirs.get(ours.indexOf(v))).equals(wanted)) {
      return false;
    }
    for (int i = 0; i < ours.size(); i++) {
      if (!isSame(ours.get(i), theirs.get(i))) {
        return false;
      }
    }
    return true;
  }

  private static List<TensorType> types(List<Value> values) {
    List<TensorType> types = new ArrayList<>();
    values.forEach(v -> types.add(v.type()));
    return types;
  }
}
