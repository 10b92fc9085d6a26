package org.cnnc.optimizer.pass;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.cnnc.ir.Graph;
import org.cnnc.ir.text.GraphPrinter;
import org.cnnc.ir.text.GraphReader;
import org.cnnc.ir.verifier.GraphVerifier;
import org.cnnc.optimizer.rule.Rule;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Each file under {@code passes/<pass>/}: the graph above the dashes becomes the one below. A file
 * {@code keep-<rule>-...} shows where that rule must not apply: nothing changes.
 */
class PassFileTest {
  private static final Path ROOT = Path.of("src/test/resources/passes");
  private static final String DIVIDER = "-----\n";

  /** Rules that apply wherever their op stands, so that there is nothing for them to keep. */
  private static final Set<String> UNCONDITIONAL = Set.of("remove-identity", "remove-dropout");

  @TestFactory
  List<DynamicTest> files() throws IOException {
    try (Stream<Path> files = Files.walk(ROOT)) {
      return files
          .filter(file -> file.toString().endsWith(".cnnir"))
          .sorted()
          .map(file -> DynamicTest.dynamicTest(ROOT.relativize(file).toString(), () -> check(file)))
          .toList();
    }
  }

  private static void check(Path file) throws IOException {
    GraphPass pass = DefaultPipeline.byName(file.getParent().getFileName().toString());
    String before = before(file);
    assertTrue(before.startsWith("// "), "a sentence must say why the file is there");
    Graph graph = GraphReader.read(before);
    Graph result = pass.run(graph);
    GraphVerifier.verify(result, pass.name());
    String after = GraphPrinter.print(result);
    if (file.getFileName().toString().startsWith("keep-")) {
      assertEquals(GraphPrinter.print(graph), after);
    } else {
      assertNotEquals(GraphPrinter.print(graph), after);
    }
    Goldens.assertMatches(file, before + DIVIDER + after);
  }

  @TestFactory
  List<DynamicTest> everyRuleHasAFileWhereItAppliesAndOneWhereItMustNot() {
    return DefaultPipeline.PASSES.stream()
        .filter(RewritePass.class::isInstance)
        .map(RewritePass.class::cast)
        .flatMap(
            pass ->
                pass.rules().stream()
                    .map(
                        rule ->
                            DynamicTest.dynamicTest(
                                rule.getClass().getSimpleName(), () -> check(pass.name(), rule))))
        .toList();
  }

  private static void check(String pass, Rule<?> rule) throws IOException {
    String name =
        rule.getClass()
            .getSimpleName()
            .replaceAll("(?<=[a-z0-9])(?=[A-Z])", "-")
            .toLowerCase(Locale.ROOT);
    RewritePass alone = new RewritePass(pass, List.of(rule));
    boolean applies = false;
    boolean keeps = UNCONDITIONAL.contains(name);
    try (Stream<Path> files = Files.list(ROOT.resolve(pass))) {
      for (Path file : files.sorted().toList()) {
        String fileName = file.getFileName().toString();
        Graph graph = GraphReader.read(before(file));
        boolean changes = !alone.run(graph).equals(graph);
        applies |= changes && fileName.startsWith(name);
        keeps |= !changes && fileName.startsWith("keep-" + name);
      }
    }
    assertTrue(applies, "no file passes/%s/%s*.cnnir where it applies".formatted(pass, name));
    assertTrue(keeps, "no file passes/%s/keep-%s*.cnnir".formatted(pass, name));
  }

  private static String before(Path file) throws IOException {
    return Files.readString(file).split(DIVIDER, 2)[0];
  }
}
