package org.cnnc.ir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class UniqueNamesTest {
  @Test
  void numbersWhatIsTaken() {
    UniqueNames names = new UniqueNames();
    assertTrue(names.take("conv_3"));
    assertEquals(
        List.of("conv", "conv_2", "conv_4"),
        Stream.generate(() -> names.unique("conv")).limit(3).toList());
    assertFalse(names.take("conv_4"));
  }

  @Test
  void reservedNamesAndSeparators() {
    assertEquals("float_2", new UniqueNames(Set.of("float")).unique("float"));
    UniqueNames dotted = new UniqueNames(".");
    assertTrue(dotted.take("x"));
    assertEquals("x.2", dotted.unique("x"));
  }
}
