package org.cnnc.frontend.operator;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** docs/LANGUAGE.md says how every operator is called. */
class LanguagePageTest {
  @Test
  void listsEveryOperatorWithItsParameters() throws IOException {
    String page = Files.readString(Path.of("../docs/LANGUAGE.md"));
    StringBuilder missing = new StringBuilder();
    for (String name : OperatorTable.names()) {
      String row =
          "- `%s`"
              .formatted(Binding.signature(name, OperatorTable.find(name).orElseThrow().formals()));
      if (!page.contains(row)) {
        missing.append(row).append('\n');
      }
    }
    assertTrue(missing.isEmpty(), "docs/LANGUAGE.md lacks\n" + missing);
  }
}
