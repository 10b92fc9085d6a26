package org.cnnc.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.cnnc.compiler.Compiler;
import org.cnnc.compiler.CompilerOptions;
import org.cnnc.compiler.summary.Summary;
import org.cnnc.frontend.Frontend;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The table of {@code examples/README.md} is true, and whole. */
class ExamplesReadmeTest {
  private static final Path README = Path.of("README.md");

  private static final Pattern ROW =
      Pattern.compile(
          "^\\| \\[(\\w+)]\\((\\w+/\\w+\\.cnn)\\) \\| (.*) \\| ([\\d,]+) \\| ([\\d,]+) \\|",
          Pattern.MULTILINE);

  /** What a row says of a model that leaves its image's size open. */
  private static final String OPEN = "of 256x256";

  private record Row(String model, String file, boolean open, String parameters, String macs) {
    Row(MatchResult row) {
      this(row.group(1), row.group(2), row.group(3).endsWith(OPEN), row.group(4), row.group(5));
    }

    String title() {
      return file + " " + model;
    }
  }

  static List<Row> rows() throws IOException {
    return ROW.matcher(Files.readString(README)).results().map(Row::new).toList();
  }

  @ParameterizedTest
  @MethodSource("rows")
  void rowsSayWhatTheSummarySays(Row row) {
    CompilerOptions options = CompilerOptions.DEFAULT.withModel(row.model());
    if (row.open()) {
      options = options.withDims(Map.of("H", 256, "W", 256));
    }

    Summary summary = Summary.of(new Compiler(options).load(Path.of(row.file())).graph());

    assertEquals(row.parameters(), String.format(Locale.ROOT, "%,d", summary.parameters()));
    assertEquals(row.macs(), String.format(Locale.ROOT, "%,d", summary.macs()));
  }

  @Test
  void everyModelHasARow() throws IOException {
    TreeSet<String> models = new TreeSet<>();
    try (Stream<Path> files = Files.find(Path.of(""), 2, (file, _) -> isModel(file))) {
      for (Path file : files.toList()) {
        Frontend.models(file).forEach(model -> models.add(file + " " + model));
      }
    }

    assertEquals(models, new TreeSet<>(rows().stream().map(Row::title).toList()));
  }

  private static boolean isModel(Path file) {
    return file.toString().endsWith(".cnn");
  }
}
