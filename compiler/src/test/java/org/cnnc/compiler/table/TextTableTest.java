package org.cnnc.compiler.table;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.OptionalInt;
import org.cnnc.compiler.table.TextTable.Column;
import org.junit.jupiter.api.Test;

class TextTableTest {
  private static TextTable table() {
    TextTable table = new TextTable(List.of(Column.text("layer"), Column.number("MACs")));
    table.add(List.of("sequential/conv2d_1/BiasAdd", "2,230,272"));
    table.add(List.of("fc", "-"));
    return table;
  }

  @Test
  void columnsAreAsWideAsTheyNeed() {
    assertEquals(
        """
        layer                             MACs
        sequential/conv2d_1/BiasAdd  2,230,272
        fc                                   -
        """,
        table().print(OptionalInt.empty()));
  }

  @Test
  void aNarrowTerminalCutsTheMiddleOfTexts() {
    assertEquals(
        """
        layer                  MACs
        sequ.._1/BiasAdd  2,230,272
        fc                        -
        """,
        table().print(OptionalInt.of(27)));
  }

  @Test
  void numbersAreNeverCut() {
    assertEquals(
        """
        layer              MACs
        seq..BiasAdd  2,230,272
        fc                    -
        """,
        table().print(OptionalInt.of(1)));
  }

  @Test
  void everyRowHasAllCells() {
    assertThrows(IllegalArgumentException.class, () -> table().add(List.of("a")));
  }
}
