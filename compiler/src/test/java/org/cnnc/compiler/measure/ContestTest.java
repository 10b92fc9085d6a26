package org.cnnc.compiler.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

/** Only what is clearly faster is taken instead of what the model of costs says. */
class ContestTest {
  @Test
  void theFastestWinsWhereTimesDoNotOverlap() {
    assertEquals(2, winner(times(10, 10.1), times(9, 9.1), times(8, 8.1)));
  }

  @Test
  void aMarginInsideTheSpreadIsNoWin() {
    assertEquals(0, winner(times(10, 14), times(9, 13)));
    assertEquals(0, winner(times(10, 10.1), times(5, 30)), "a wild candidate");
    assertEquals(1, winner(times(10, 10.5), times(9, 9.5)));
  }

  @Test
  void whatIsSlowerWithMoreThreadsIsNotTaken() {
    Contest contest =
        new Contest(
            List.of(
                List.of(times(10, 10.1), times(5, 5.1)),
                List.of(times(7, 7.1), times(6, 6.1)),
                List.of(times(9, 9.1), times(5, 5.1))));
    assertEquals(2, contest.winner());
  }

  @Test
  void whatIsFasterWithMoreThreadsAloneIsTaken() {
    Contest contest =
        new Contest(
            List.of(
                List.of(times(10, 10.1), times(5, 5.1)), List.of(times(10, 10.1), times(4, 4.1))));
    assertEquals(1, contest.winner());
  }

  @Test
  void theOnlyCandidateIsTaken() {
    assertEquals(0, winner(times(10, 11)));
  }

  private static int winner(Samples... ofOneThread) {
    return new Contest(List.of(ofOneThread).stream().map(List::of).toList()).winner();
  }

  /** From the least to the largest in equal steps. */
  private static Samples times(double least, double largest) {
    return Samples.of(
        DoubleStream.iterate(0, i -> i <= 1, i -> i + 0.125)
            .map(i -> least + i * (largest - least)));
  }
}
