package org.cnnc.benchmarks.contestant;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.cnnc.ir.Node;
import org.cnnc.ir.op.Expand;
import org.cnnc.ir.op.Reshape;
import org.cnnc.ir.tensor.Value;

/**
 * An image whose pixels are each repeated, for which other engines have an operator; ours is {@code
 * [N,C,H,W]} reshaped to {@code [N,C,H,1,W,1]}, expanded to {@code [N,C,H,a,W,b]} and reshaped to
 * {@code [N,C,H*a,W*b]}.
 */
record NearestUpsampling(Value input) {
  private static final int IMAGE = 4;

  /** What a reshape ends, where it ends one. */
  static Optional<NearestUpsampling> endingIn(Reshape reshape, Map<Value, Node> definitions) {
    if (definitions.get(reshape.input()).op() instanceof Expand expand
        && definitions.get(expand.input()).op() instanceof Reshape apart
        && isUpsampling(apart.input().type().dims(), apart.dims(), expand.dims(), reshape.dims())) {
      return Optional.of(new NearestUpsampling(apart.input()));
    }
    return Optional.empty();
  }

  private static boolean isUpsampling(
      List<Integer> x, List<Integer> apart, List<Integer> repeated, List<Integer> y) {
    return x.size() == IMAGE
        && y.size() == IMAGE
        && apart.equals(List.of(x.get(0), x.get(1), x.get(2), 1, x.get(3), 1))
        && y.get(2).equals(repeated.get(2) * repeated.get(3))
        && y.get(3).equals(repeated.get(4) * repeated.get(5));
  }
}
