package org.cnnc.frontend.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** docs/ONNX.md says which operators are read. */
class OnnxPageTest {
  private static final String HEAD =
      """
      | operator | opsets | inputs | not supported |
      |---|---|---|---|
      """;

  @Test
  void theTableIsTheReaders() throws IOException {
    String page = Files.readString(Path.of("../docs/ONNX.md"));
    String rows =
        OnnxOperators.all().values().stream().map(OnnxPageTest::row).collect(Collectors.joining());
    int table = page.indexOf(HEAD) + HEAD.length();
    assertEquals(rows, page.substring(table));
  }

  private static String row(OnnxOperator operator) {
    return "| %s | %d+ | %s | %s |\n"
        .formatted(
            operator.name(),
            operator.since(),
            switch (operator.elements()) {
              case REAL -> "real";
              case ANY -> "any";
            },
            operator.limits());
  }
}
