package org.cnnc.compiler.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class SamplesTest {
  @Test
  void quantilesLieBetweenSamples() {
    Samples samples = Samples.of(DoubleStream.of(4, 1, 3, 2));

    assertEquals(4, samples.count());
    assertEquals(1, samples.quantile(0));
    assertEquals(2.5, samples.median());
    assertEquals(3.7, samples.quantile(0.9), 1e-12);
    assertEquals(4, samples.quantile(1));
  }

  @Test
  void oneSampleIsEveryQuantile() {
    assertEquals(7, Samples.of(DoubleStream.of(7)).quantile(0.9));
  }

  @Test
  void thereIsNoQuantileOfNothing() {
    assertThrows(IllegalArgumentException.class, () -> Samples.of(DoubleStream.empty()));
  }
}
