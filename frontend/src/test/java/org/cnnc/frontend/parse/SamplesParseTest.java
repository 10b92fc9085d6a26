package org.cnnc.frontend.parse;

import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.cnnc.frontend.diagnostic.Diagnostics;
import org.cnnc.frontend.diagnostic.SourceText;
import org.cnnc.frontend.syntax.SourceFile;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Every example of the project is in the language. */
class SamplesParseTest {
  private static final Path EXAMPLES = Path.of("../examples");

  @TestFactory
  List<DynamicTest> everyExampleParses() throws IOException {
    try (Stream<Path> files = Files.walk(EXAMPLES)) {
      return files
          .filter(f -> f.toString().endsWith(".cnn"))
          .sorted()
          .map(f -> DynamicTest.dynamicTest(EXAMPLES.relativize(f).toString(), () -> parse(f)))
          .toList();
    }
  }

  private static void parse(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      SourceText source = SourceReader.read(file.getFileName().toString(), in);
      Diagnostics diagnostics = new Diagnostics(Map.of(source.file(), source));
      List<SourceFile> parsed = CnnFileParser.parse(source, diagnostics).stream().toList();
      diagnostics.throwIfAny();
      assertFalse(parsed.getFirst().declarations().isEmpty());
    }
  }
}
