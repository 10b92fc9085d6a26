package org.cnnc.frontend.elaborate;

import java.util.Iterator;
import java.util.List;
import java.util.stream.LongStream;
import org.cnnc.frontend.diagnostic.Code;
import org.cnnc.frontend.known.Known;
import org.cnnc.frontend.known.Words;
import org.cnnc.ir.SourceSpan;

/** What a loop goes over: a list, or a range, which is never made a list. */
final class Turns {
  private Turns() {}

  static Iterable<Known> of(Known values, SourceSpan span) {
    return switch (values) {
      case Known.Sequence(List<Known> elements, _) -> elements;
      case Known.Range(long first, long count, long step) -> () -> range(first, count, step);
      case Known.Int _,
          Known.Real _,
          Known.Bool _,
          Known.Str _,
          Known.Tensor _,
          Known.Batch _,
          Known.BlockValue _,
          Known.OperatorValue _ ->
          throw Stop.at(
              span,
              Code.TYPE_MISMATCH,
              "a loop goes over a list or a range, not " + Words.kind(values));
    };
  }

  private static Iterator<Known> range(long first, long count, long step) {
    return LongStream.range(0, count)
        .mapToObj(i -> (Known) new Known.Int(first + i * step))
        .iterator();
  }
}
