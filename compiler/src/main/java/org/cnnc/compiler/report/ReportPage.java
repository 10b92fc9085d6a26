package org.cnnc.compiler.report;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Writes a report as one page that needs nothing else: style, script and data are inside, and its
 * content security policy allows these and no connection anywhere. The same report gives the same
 * bytes.
 */
public final class ReportPage {
  /** The parts of the script, in the order in which they are joined. */
  private static final List<String> SCRIPTS =
      List.of(
          "dom.js",
          "model.js",
          "details.js",
          "graph.js",
          "kernels.js",
          "roofline.js",
          "memory.js",
          "weights.js",
          "source.js",
          "page.js");

  /** Its HTML-safe escapes keep any name from ending the block: it has no {@code <}. */
  private static final Gson GSON =
      new GsonBuilder().serializeNulls().serializeSpecialFloatingPointValues().create();

  private ReportPage() {}

  /** The page as HTML. */
  public static String of(Report report) {
    String style = resource("report.css");
    String script =
        SCRIPTS.stream()
            .map(ReportPage::resource)
            .collect(Collectors.joining("\n", "\n\"use strict\";\n(() => {\n", "})();\n"));
    String policy =
        "default-src 'none'; script-src '%s'; style-src '%s'; img-src data:; base-uri 'none'"
            .formatted(hash(script), hash(style));
    return resource("report.html")
        .replace("{{policy}}", policy)
        .replace("{{title}}", escaped(report.explanation().definition().name()))
        .replace("{{style}}", style)
        .replace("{{script}}", script)
        .replace("{{data}}", GSON.toJson(new ReportJson(report).json()));
  }

  /** A source of a content security policy that allows exactly this text. */
  private static String hash(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return "sha256-" + Base64.getEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }

  private static String resource(String name) {
    try (InputStream in = ReportPage.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException("a resource of the compiler's own jar", e);
    }
  }
}
