package org.cnnc.compiler.explain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.cnnc.compiler.Compiler;
import org.cnnc.compiler.CompilerOptions;
import org.cnnc.compiler.Goldens;
import org.cnnc.optimizer.Precision;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is said of a model is what was done to it. */
class ExplanationTest {
  private static final Path FOLDER = Path.of("src/test/resources/explain");

  @ParameterizedTest
  @ValueSource(strings = {"x86-64-v4", "aarch64", "sapphirerapids"})
  void everyLineIsExplained(String target) throws IOException {
    Explanation explanation = explanation(target);

    Goldens.assertMatches(
        FOLDER.resolve("small.%s.txt".formatted(target)), ExplanationText.print(explanation));
  }

  @Test
  void whatIsStoredInBfloat16IsNamed() throws IOException {
    CompilerOptions options = options("znver4").withPrecision(Precision.BF16);

    Explanation explanation = explanation(options);

    Goldens.assertMatches(
        FOLDER.resolve("small.znver4.bf16.txt"), ExplanationText.print(explanation));
    assertEquals("bf16", ExplanationJson.of(explanation).get("precision").getAsString());
  }

  @Test
  void everyOperatorHasAFate() {
    Explanation explanation = explanation("x86-64-v4");

    assertInstanceOf(Fate.Computed.class, fate(explanation, "stem"));
    assertEquals(
        new Fate.Absorbed(step(explanation, "unit.conv1"), "unit.conv1", "fold-affine"),
        fate(explanation, "unit.bn1"));
    assertEquals(
        new Fate.Absorbed(step(explanation, "unit.conv1"), "unit.conv1", "fuse-epilogue"),
        fate(explanation, "unit.relu1"));
    assertEquals(
        new Fate.Absorbed(step(explanation, "unit.conv2"), "unit.conv2", "fuse-epilogue"),
        fate(explanation, "unit.add1"));
    assertEquals(new Fate.Removed("canonicalize"), fate(explanation, "dropout1"));
    assertEquals(new Fate.InPlace(), fate(explanation, "flatten1"));
  }

  @Test
  void jsonHasEachStepOnceAndAllWork() {
    Explanation explanation = explanation("x86-64-v4");

    JsonObject json = ExplanationJson.of(explanation);

    Set<Integer> steps = new HashSet<>();
    long flops = 0;
    for (JsonElement line : json.getAsJsonArray("lines")) {
      for (JsonElement step : line.getAsJsonObject().getAsJsonArray("steps")) {
        assertTrue(steps.add(step.getAsJsonObject().get("step").getAsInt()), step.toString());
        flops += step.getAsJsonObject().get("flops").getAsLong();
      }
    }
    assertEquals(explanation.program().steps().size(), steps.size());
    assertEquals(json.get("flops").getAsLong(), flops);
  }

  @Test
  void amountsHaveThreeDigits() {
    assertEquals("0 B", Amount.bytes(0));
    assertEquals("999 B", Amount.bytes(999));
    assertEquals("1.00 kB", Amount.bytes(1_000));
    assertEquals("99.9 kB", Amount.bytes(99_900));
    assertEquals("100 kB", Amount.bytes(99_960));
    assertEquals("1.00 MB", Amount.bytes(999_800));
    assertEquals("8.18 GFLOP", Amount.flops(8_178_000_000L));
  }

  private static CompilerOptions options(String target) {
    return CompilerOptions.DEFAULT.withWeights("random:1").withTarget(target);
  }

  private static Explanation explanation(String target) {
    // Of a CPU with a matrix unit what is computed by it.
    Precision precision = target.equals("sapphirerapids") ? Precision.BF16 : Precision.F32;
    return explanation(options(target).withPrecision(precision));
  }

  private static Explanation explanation(CompilerOptions options) {
    Compiler compiler = new Compiler(options);
    return Explanation.of(compiler, compiler.load(FOLDER.resolve("small.cnn")));
  }

  private static Fate fate(Explanation explanation, String layer) {
    for (int i = 0; i < explanation.written().size(); i++) {
      if (Explanation.layer(explanation.written().get(i)).equals(layer)) {
        return explanation.fates().get(i);
      }
    }
    throw new AssertionError("no layer " + layer);
  }

  private static int step(Explanation explanation, String layer) {
    return ((Fate.Computed) fate(explanation, layer)).steps().getFirst();
  }
}
