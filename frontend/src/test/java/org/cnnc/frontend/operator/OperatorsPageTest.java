package org.cnnc.frontend.operator;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** docs/OPERATORS.md says how every operator is called. */
class OperatorsPageTest {
  /** A heading or the first cell of a row that is a call. */
  private static final Pattern ENTRY = Pattern.compile("(?m)^(?:### |\\| )`(\\w+\\([^`]*\\))`");

  @Test
  void hasOneEntryForEveryOperatorWithItsParameters() throws IOException {
    String page = Files.readString(Path.of("../docs/OPERATORS.md"));
    List<String> written = ENTRY.matcher(page).results().map(r -> r.group(1)).sorted().toList();
    List<String> signatures =
        OperatorTable.names().stream()
            .map(name -> Binding.signature(name, OperatorTable.find(name).orElseThrow().formals()))
            .sorted()
            .toList();
    assertEquals(String.join("\n", signatures), String.join("\n", written));
  }
}
