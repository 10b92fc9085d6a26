package org.cnnc.runtime.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WorkTest {
  private static final long KB = 1 << 10;

  @ParameterizedTest
  @CsvSource({
    // One image: short runs are for one thread, by what they compute or by what they touch.
    "10_000, 1, 1, 2, ALONE",
    "10_000_000, 1, 1, 2, BY_STEPS",
    "10_000, 1_000, 1, 2, BY_STEPS",
    "10_000_000, 1, 1, 1, ALONE",
    // Many: whole images, where no thread gets many more than another, nor takes much memory.
    "10_000, 1, 100, 2, BY_IMAGES",
    "10_000_000, 1, 4, 4, BY_IMAGES",
    "10_000_000, 1, 5, 4, BY_STEPS",
    "10_000_000, 1, 3, 4, BY_STEPS",
    "10_000_000, 100_000, 4, 4, BY_STEPS",
    "10_000_000, 1, 0, 4, ALONE"
  })
  void dividesByWhatARunCosts(
      String macs, String workspaceKb, int batch, int threads, Division expected) {
    assertEquals(expected, work(macs, workspaceKb, true).division(batch, threads));
  }

  @Test
  void modelWithoutBatchIsOneImage() {
    assertEquals(Division.BY_STEPS, work("10_000_000", "1", false).division(1, 2));
  }

  @Test
  void sharesBeginWhereTensorsMay() {
    Work work = new Work(10_000_000, 40, KB, true, 8);
    assertEquals(Division.BY_STEPS, work.division(8, 2));
    assertEquals(Division.BY_IMAGES, work.division(30, 2));
    assertEquals(16, work.firstImage(1, 30, 2));
    assertEquals(30, work.firstImage(2, 30, 2));
  }

  private static Work work(String macs, String workspaceKb, boolean isBatched) {
    return new Work(number(macs), 64, number(workspaceKb) * KB, isBatched, 1);
  }

  private static long number(String text) {
    return Long.parseLong(text.replace("_", ""));
  }
}
