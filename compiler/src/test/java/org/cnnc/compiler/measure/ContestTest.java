package org.cnnc.compiler.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.stream.DoubleStream;
import org.cnnc.compiler.measure.Contest.Series;
import org.junit.jupiter.api.Test;

/** Only what is clearly faster is taken instead of what the model of costs says. */
class ContestTest {
  @Test
  void theFastestWinsWhereRoundsAgree() {
    assertEquals(2, winner(series(10, 11, 12, 13), series(9, 10, 11, 12), series(8, 9, 10, 11)));
  }

  @Test
  void aMarginInsideTheSpreadIsNoWin() {
    assertEquals(0, winner(series(10, 10, 10, 10), series(8, 9, 11, 12)));
    assertEquals(0, winner(series(10, 10, 10, 10), series(5, 5, 30, 30)), "a wild candidate");
  }

  @Test
  void noiseThatMeetsBothIsNoSpread() {
    assertEquals(1, winner(series(10, 20, 40, 15), series(9, 18, 36, 13)));
  }

  @Test
  void aHundredthIsNotWorthAnotherChoice() {
    assertEquals(0, winner(series(10, 10, 10, 10), series(9.9, 9.9, 9.9, 9.9)));
  }

  @Test
  void whatIsSlowerWithMoreThreadsIsNotTaken() {
    Contest contest =
        new Contest(
            List.of(
                List.of(series(10, 10.1), series(5, 5.1)),
                List.of(series(7, 7.1), series(6, 6.1)),
                List.of(series(9, 9.1), series(5, 5.1))));
    assertEquals(2, contest.winner());
  }

  @Test
  void whatIsFasterWithMoreThreadsAloneIsTaken() {
    Contest contest =
        new Contest(
            List.of(
                List.of(series(10, 10.1), series(5, 5.1)),
                List.of(series(10, 10.1), series(4, 4.1))));
    assertEquals(1, contest.winner());
  }

  @Test
  void theOnlyCandidateIsTaken() {
    assertEquals(0, winner(series(10, 11)));
  }

  private static int winner(Series... ofOneThread) {
    return new Contest(List.of(ofOneThread).stream().map(List::of).toList()).winner();
  }

  private static Series series(double... rounds) {
    return new Series(DoubleStream.of(rounds).boxed().toList());
  }
}
