package org.cnnc.runtime.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What {@code native-image} is told of the runtime is all that the runtime calls. */
class ReachabilityMetadataTest {
  private static final Path SOURCES = Path.of("src/main/java/org/cnnc/runtime/internal");
  private static final Path METADATA =
      Path.of(
          "src/main/resources/META-INF/native-image/org.cnnc/cnnc-runtime",
          "reachability-metadata.json");

  private static final Pattern DESCRIPTOR =
      Pattern.compile("FunctionDescriptor\\.of\\(([A-Z_, ]+)\\)");
  private static final Pattern DOWNCALL =
      Pattern.compile("\"returnType\": \"(.+)\",\\s+\"parameterTypes\": \\[(.*)]");
  private static final Map<String, String> LAYOUTS =
      new TreeMap<>(Map.of("jint", "JAVA_INT", "jlong", "JAVA_LONG", "void*", "ADDRESS"));

  private static String sources() throws IOException {
    StringBuilder sources = new StringBuilder();
    try (Stream<Path> files = Files.list(SOURCES)) {
      for (Path file : files.toList()) {
        sources.append(Files.readString(file));
      }
    }
    return sources.toString();
  }

  @Test
  void namesEveryNativeCall() throws IOException {
    List<String> called =
        DESCRIPTOR.matcher(sources()).results().map(m -> m.group(1)).sorted().toList();
    List<String> told =
        DOWNCALL
            .matcher(Files.readString(METADATA))
            .results()
            .map(m -> m.group(1) + ", " + m.group(2).replace("\"", ""))
            .map(ReachabilityMetadataTest::layouts)
            .sorted()
            .toList();
    assertEquals(called, told);
  }

  /** Options make another call of the same types. */
  @Test
  void namesEveryOption() throws IOException {
    String sources = sources();
    String metadata = Files.readString(METADATA);
    for (String option : List.of("captureCallState", "critical", "firstVariadicArg")) {
      long used = count(sources, "Linker\\.Option\\." + option + "\\(");
      assertTrue(used > 0, option);
      assertEquals(used, count(metadata, "\"" + option + "\""), option);
    }
    assertEquals(
        count(sources, "critical\\(true\\)"), count(metadata, "\"allowHeapAccess\": true"));
  }

  private static long count(String text, String pattern) {
    return Pattern.compile(pattern).matcher(text).results().count();
  }

  private static String layouts(String types) {
    return Stream.of(types.split(", ", -1)).map(LAYOUTS::get).collect(Collectors.joining(", "));
  }
}
