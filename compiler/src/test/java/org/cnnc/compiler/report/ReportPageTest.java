package org.cnnc.compiler.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.cnnc.compiler.measure.Profile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page is whole, and nothing that a model says can break out of its data. */
class ReportPageTest {
  private static final Pattern DATA =
      Pattern.compile(
          "<script type=\"application/json\" id=\"data\">(.*?)</script>", Pattern.DOTALL);

  /** What would end a script, begin a comment or a string, or be no character of a script. */
  private static final String HOSTILE =
      "</script><script>alert(1)</script><!-- \" ' & \u2028 \\ {{style}}";

  @TempDir private Path folder;

  @Test
  void hostileTextsStayData() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("net.cnn"),
            """
            cnn 1
            /// %s
            model Net {
              input  image: f32[N, 3, 8, 8]
              output y: f32[N, 4, 8, 8]
              y = image -> conv1: conv2d(4, 3, padding=1) // %s
            }
            """
                .formatted(HOSTILE, HOSTILE));

    String page = ReportPage.of(Reports.of(file));

    assertEquals(2, count(page, "</script"), "one of the data, one of the script");
    JsonObject data = data(page);
    assertEquals(HOSTILE, data.get("doc").getAsString());
    JsonElement line =
        data.getAsJsonArray("sources").get(0).getAsJsonObject().getAsJsonArray("lines").get(5);
    assertTrue(line.getAsString().endsWith(HOSTILE), line.toString());
  }

  @Test
  void theSameModelGivesTheSamePage() {
    Path file = Path.of("src/test/resources/explain/small.cnn");

    assertEquals(ReportPage.of(Reports.of(file)), ReportPage.of(Reports.of(file)));
  }

  @Test
  void thePageFetchesNothing() {
    String page = ReportPage.of(Reports.of(Path.of("src/test/resources/explain/small.cnn")));
    String own = page.replaceAll("http://www\\.w3\\.org/2000/svg", "");

    assertFalse(own.contains("http://") || own.contains("https://"), "an address of the network");
    assertTrue(page.contains("default-src 'none'"), "a policy that allows no connection");
    assertFalse(page.contains("{{"), "a place that was not filled");
  }

  @Test
  void nothingIsMeasuredUnlessAsked() {
    JsonObject data =
        data(ReportPage.of(Reports.of(Path.of("src/test/resources/explain/small.cnn"))));

    assertTrue(data.get("profile").isJsonNull());
    for (JsonElement step : data.getAsJsonArray("steps")) {
      assertFalse(step.getAsJsonObject().has("time"), step.toString());
    }
  }

  @Test
  void everyBlockOfMemoryIsWithinTheWorkspaceAndNoTwoMeet() {
    Report report = Reports.of(Path.of("src/test/resources/explain/small.cnn"));

    MemoryChart chart = MemoryChart.of(report.explanation().program());

    assertFalse(chart.blocks().isEmpty());
    assertTrue(0 < chart.peakBytes() && chart.peakBytes() <= chart.bytes(), chart.toString());
    for (MemoryChart.Block a : chart.blocks()) {
      assertTrue(a.offset() + a.bytes() <= chart.bytes(), a.toString());
      for (MemoryChart.Block b : chart.blocks()) {
        boolean apart =
            a.equals(b)
                || !a.overlaps(b.offset(), b.bytes())
                || a.lastStep() <= b.step()
                || b.lastStep() <= a.step();
        assertTrue(apart, "%s holds something while %s does".formatted(a, b));
      }
    }
  }

  @Test
  void aProfileOfAnotherProgramIsRefused() {
    Report report = Reports.of(Path.of("src/test/resources/explain/small.cnn"));
    Profile other = new Profile("Other", "cpu", 1, 1, 1, 1, 1, List.of());

    assertThrows(
        IllegalArgumentException.class, () -> new Report(report.explanation(), Optional.of(other)));
  }

  private static JsonObject data(String page) {
    Matcher matcher = DATA.matcher(page);
    assertTrue(matcher.find());
    return JsonParser.parseString(matcher.group(1)).getAsJsonObject();
  }

  private static int count(String text, String part) {
    return text.split(Pattern.quote(part), -1).length - 1;
  }
}
