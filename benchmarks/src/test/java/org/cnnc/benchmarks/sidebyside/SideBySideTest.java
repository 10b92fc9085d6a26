package org.cnnc.benchmarks.sidebyside;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SideBySideTest {
  @Test
  void quantilesAreInterpolated() {
    Times times = new Times(Stream.of(4, 1, 3, 2).map(ratio -> new Times.Pair(1, ratio)).toList());
    assertEquals(2.5, times.ratio(0.5));
    assertEquals(1.75, times.ratio(0.25));
    assertEquals(4, times.ratio(1));
    assertEquals(2.5, times.theirMedian());
  }

  @Test
  void ratioIsOfPairsNotOfMedians() {
    Times times =
        new Times(List.of(new Times.Pair(1, 9), new Times.Pair(2, 2), new Times.Pair(9, 9)));
    assertEquals(1, times.ratio(0.5));
    assertEquals(2, times.ourMedian());
    assertEquals(9, times.theirMedian());
  }

  @Test
  void modelsAreNamedBehindTheirFile() {
    assertEquals(
        new ModelChoice(Path.of("a:b/resnet.cnn"), Optional.of("ResNet18")),
        ModelChoice.of("a:b/resnet.cnn:ResNet18"));
    assertEquals(
        new ModelChoice(Path.of("lenet5.cnn"), Optional.empty()), ModelChoice.of("lenet5.cnn"));
  }
}
