package org.cnnc.frontend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.cnnc.frontend.diagnostic.Code;
import org.cnnc.frontend.diagnostic.DiagnosticException;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Each file {@code diagnostics/<code>/<case>.cnn} is refused with the text beside it, in which that
 * code occurs. Options stand in its first line: {@code // model: NAME}, {@code // dim: H=64},
 * {@code // load: OTHER}. {@code -Dcnnc.updateGoldens} rewrites the texts.
 */
class DiagnosticsTest {
  private static final Path ROOT = Path.of("src/test/resources/diagnostics");

  @TestFactory
  List<DynamicTest> files() throws IOException {
    try (Stream<Path> files = Files.walk(ROOT, 2)) {
      return files
          .filter(f -> f.toString().endsWith(".cnn"))
          .sorted()
          .map(f -> DynamicTest.dynamicTest(ROOT.relativize(f).toString(), () -> check(f)))
          .toList();
    }
  }

  private static void check(Path file) throws IOException {
    FrontendOptions options = FrontendOptions.DEFAULT;
    Path loaded = file;
    String first =
        new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).lines().findFirst().get();
    if (first.startsWith("// ")) {
      String value = first.substring(first.indexOf(':') + 2);
      switch (first.substring(3, first.indexOf(':'))) {
        case "model" -> options = options.withModel(value);
        case "dim" -> options = options.withDims(size(value));
        case "load" -> loaded = file.resolveSibling(value);
        default -> throw new IllegalStateException(first);
      }
    }
    Path given = loaded;
    FrontendOptions chosen = options;
    DiagnosticException e =
        assertThrows(DiagnosticException.class, () -> Frontend.load(given, chosen));
    String code = file.getParent().getFileName().toString();
    assertTrue(
        e.diagnostics().stream().anyMatch(d -> d.code().text().equals(code)), e.getMessage());
    String shown = e.getMessage().replace(file.getParent() + "/", "");
    Path expected = file.resolveSibling(file.getFileName().toString().replace(".cnn", ".expected"));
    if (System.getProperty("cnnc.updateGoldens") != null && System.getenv("CI") == null) {
      Files.writeString(expected, shown);
    }
    assertEquals(Files.readString(expected), shown);
  }

  private static Map<String, Integer> size(String option) {
    Map<String, Integer> dims = new LinkedHashMap<>();
    dims.put(
        option.substring(0, option.indexOf('=')),
        Integer.parseInt(option.substring(option.indexOf('=') + 1)));
    return dims;
  }

  @Test
  void everyCodeHasACase() throws IOException {
    // The codes of weight and ONNX files have their tests beside those files' readers.
    Set<String> codes =
        Arrays.stream(Code.values())
            .map(Code::text)
            .filter(code -> !code.matches("(weight|tensor|onnx)-.*"))
            .collect(Collectors.toCollection(TreeSet::new));
    try (Stream<Path> folders = Files.list(ROOT)) {
      Set<String> cases =
          folders
              .map(f -> f.getFileName().toString())
              .collect(Collectors.toCollection(TreeSet::new));
      assertEquals(codes, cases);
    }
  }

  @Test
  void theLanguagePageListsEveryCode() throws IOException {
    String page = Files.readString(Path.of("../docs/LANGUAGE.md"));
    for (Code code : Code.values()) {
      String row = "| `%s` | %s |".formatted(code.text(), code.meaning());
      assertTrue(page.contains(row), "docs/LANGUAGE.md lacks the row " + row);
    }
  }

  @Test
  void atMostTwentyAreShownAndTheRestIsCounted() throws IOException {
    Path file = Files.createTempFile("many", ".cnn");
    StringBuilder text = new StringBuilder("cnn 1\nmodel M {\n  input x: f32[N, 3]\n");
    for (int i = 0; i < 30; i++) {
      text.append("  a%d = x -> nothing%d\n".formatted(i, i));
    }
    Files.writeString(file, text.append("}\n"));
    DiagnosticException e =
        assertThrows(DiagnosticException.class, () -> Frontend.load(file, FrontendOptions.DEFAULT));
    assertEquals(20, e.diagnostics().size());
    assertEquals(10, e.omitted());
    assertTrue(e.getMessage().endsWith("and 10 more errors\n"), e.getMessage());
    Files.delete(file);
  }
}
