package org.cnnc.compiler.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Reports open in a browser, and can be worked with. The pictures that are taken on the way are to
 * be looked at: {@code target/report}.
 */
class ReportInChromiumTest {
  private static final Path EXAMPLES = Path.of("../examples");
  private static final Path PICTURES = Path.of("target/report");

  @TempDir private static Path folder;
  private static Browser browser;

  @BeforeAll
  static void start() throws IOException, InterruptedException {
    if (Browser.program().isEmpty()) {
      String message =
          "no chromium on this machine, reports are not tested: apt-get install chromium";
      if (System.getenv("CI") != null) {
        fail(message);
      }
      System.err.println(message);
      Assumptions.abort(message);
    }
    Files.createDirectories(PICTURES);
    Path profile = Files.createDirectory(folder.resolve("profile"));
    browser = new Browser(Browser.program().orElseThrow(), profile);
  }

  @AfterAll
  static void stop() {
    if (browser != null) {
      browser.close();
    }
  }

  @Test
  void aResNet50CanBeLookedAt() throws IOException {
    Report report = Reports.of(EXAMPLES.resolve("resnet/resnet.cnn"), "ResNet50");
    URI page = write("resnet50", report);
    for (boolean isDark : List.of(false, true)) {
      for (int width : List.of(1280, 390)) {
        browser.show(width, 844, isDark);
        browser.open(page);
        assertFits(width);
        walkThroughTheGraph();
        picture("resnet50", width, isDark, "graph");
        searchFor("layer3.2.conv2");
        picture("resnet50", width, isDark, "search");
        lookAtEveryView("resnet50", width, isDark);
      }
    }
    assertEquals(List.of(), browser.messages());
    int steps = report.explanation().program().steps().size();
    assertEquals(
        Integer.toString(steps),
        browser.evaluate("document.querySelectorAll('#view-kernels tbody tr').length"));
  }

  @Test
  void aUNetCanBeLookedAt() throws IOException {
    URI page =
        write("unet", Reports.of(EXAMPLES.resolve("unet/unet.cnn"), Map.of("H", 256, "W", 256)));
    for (int width : List.of(1280, 390)) {
      browser.show(width, 844, width == 390);
      browser.open(page);
      assertFits(width);
      picture("unet", width, width == 390, "graph");
      searchFor("merge.1.conv0");
      lookAtEveryView("unet", width, width == 390);
    }
    assertEquals(List.of(), browser.messages());
  }

  @Test
  void aHostileModelIsShownAsItIs() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("hostile.cnn"),
            """
            cnn 1
            /// </script><script>document.title = "broken"</script><img src=x onerror="document.title = 'broken'">
            model Net {
              input  image: f32[N, 3, 8, 8]
              output y: f32[N, 4, 8, 8]
              y = image -> conv1: conv2d(4, 3, padding=1)
            }
            """);
    browser.show(1280, 844, false);
    browser.open(write("hostile", Reports.of(file)));

    assertEquals("Net - cnnc report", browser.evaluate("document.title"));
    assertTrue(browser.evaluate("details.textContent").contains("</script><script>"));
    assertEquals(List.of(), browser.messages());
  }

  /** Clicks a node, goes on along an edge by a key, and to the compiled graph and back. */
  private static void walkThroughTheGraph() {
    browser.click("#view-graph .node:nth-of-type(2)");
    assertEquals("conv1", browser.evaluate("document.querySelector('#details h2').textContent"));
    assertTrue(browser.evaluate("details.textContent").contains("f32[N,64,112,112]"));
    browser.evaluate("document.querySelector('#view-graph .node.selected').focus()");
    browser.press("ArrowDown");
    assertEquals("bn1", browser.evaluate("document.querySelector('#details h2').textContent"));
    browser.press("ArrowUp");
    browser.click("#view-graph [data-value=compiled]");
    assertTrue(
        browser
            .evaluate("document.querySelector('#view-graph .node.selected').textContent")
            .contains("conv2d -> relu"));
    browser.click("#view-graph [data-value=written]");
  }

  private static void searchFor(String layer) {
    browser.evaluate("query.focus(); query.value = ''");
    browser.type(layer);
    assertEquals(
        layer,
        browser.evaluate("document.querySelector('#hits [aria-selected=true] span').textContent"));
    browser.press("Enter");
    assertEquals(layer, browser.evaluate("document.querySelector('#details h2').textContent"));
    assertTrue(
        browser
            .evaluate("document.querySelector('#details .excerpt .here').textContent")
            .contains("conv2d"));
    String seen =
        """
        (() => {
          const node = document.querySelector('#view-graph .node.selected').getBoundingClientRect();
          const hit = document.elementFromPoint(node.left + node.width / 2, node.top + node.height / 2);
          return hit.closest('.node')?.classList.contains('selected');
        })()
        """;
    assertEquals("true", browser.evaluate(seen), "nothing covers what was found");
  }

  private static void lookAtEveryView(String model, int width, boolean isDark) throws IOException {
    for (String view : List.of("kernels", "roofline", "memory", "weights", "source")) {
      browser.click("#tab-" + view);
      assertEquals(
          view, browser.evaluate("document.querySelector('.view:not([hidden])').id").substring(5));
      assertFits(width);
      picture(model, width, isDark, view);
    }
    browser.click("#tab-graph");
  }

  /** The page is as wide as the window; what is wider scrolls by itself. */
  private static void assertFits(int width) {
    assertEquals(Integer.toString(width), browser.evaluate("document.documentElement.scrollWidth"));
  }

  private static URI write(String name, Report report) throws IOException {
    return Files.writeString(folder.resolve(name + ".html"), ReportPage.of(report)).toUri();
  }

  private static void picture(String model, int width, boolean isDark, String view)
      throws IOException {
    String name = "%s-%d-%s-%s.png".formatted(model, width, isDark ? "dark" : "light", view);
    Files.write(PICTURES.resolve(name), browser.screenshot());
  }
}
