package org.cnnc.frontend;

import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.cnnc.frontend.diagnostic.DiagnosticException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever is done to a model file, it is loaded or refused with a diagnostic, and soon. */
class MutationTest {
  private static final int MUTATIONS = 10_000;
  private static final Pattern TOKEN = Pattern.compile("[A-Za-z_]+|[0-9]+|\\s+|.", Pattern.DOTALL);

  @TempDir Path folder;

  @Test
  void mutatedExamplesNeverGiveAnythingButDiagnostics() throws IOException {
    List<List<String>> samples = samples();
    for (int seed = 0; seed < MUTATIONS; seed++) {
      byte[] mutated = mutate(samples, new Random(seed));
      Path file = folder.resolve("m.cnn");
      Files.write(file, mutated);
      int shown = seed;
      try {
        assertTimeoutPreemptively(HostileModelTest.LIMIT, () -> load(file));
      } catch (Throwable e) {
        fail("seed " + shown + "\n" + new String(mutated, StandardCharsets.UTF_8), e);
      }
    }
  }

  private static void load(Path file) {
    try {
      Frontend.load(
          file, new FrontendOptions(Optional.empty(), Map.of("H", 64, "W", 64), Map.of()));
    } catch (DiagnosticException e) {
      assertTrue(!e.diagnostics().isEmpty() && !e.getMessage().isEmpty());
    }
  }

  private static List<List<String>> samples() throws IOException {
    List<List<String>> samples = new ArrayList<>();
    try (Stream<Path> files = Files.walk(Path.of("../examples"))) {
      for (Path file : files.filter(f -> f.toString().endsWith(".cnn")).sorted().toList()) {
        String text = Files.readString(file);
        samples.add(TOKEN.matcher(text).results().map(r -> r.group()).toList());
      }
    }
    return samples;
  }

  /** One to four edits: tokens deleted, doubled, swapped, replaced, or bytes changed. */
  private static byte[] mutate(List<List<String>> samples, Random random) {
    List<String> tokens = new ArrayList<>(samples.get(random.nextInt(samples.size())));
    List<String> other = samples.get(random.nextInt(samples.size()));
    int edits = 1 + random.nextInt(4);
    for (int i = 0; i < edits && !tokens.isEmpty(); i++) {
      int at = random.nextInt(tokens.size());
      switch (random.nextInt(7)) {
        case 0 -> tokens.remove(at);
        case 1 -> tokens.add(at, tokens.get(at));
        case 2 -> tokens.set(at, tokens.get(random.nextInt(tokens.size())));
        case 3 -> tokens.set(at, other.get(random.nextInt(other.size())));
        case 4 -> tokens.set(at, number(random));
        case 5 -> tokens.subList(at, Math.min(tokens.size(), at + random.nextInt(40))).clear();
        default -> tokens.set(at, tokens.get(at).repeat(1 + random.nextInt(500)));
      }
    }
    byte[] bytes = String.join("", tokens).getBytes(StandardCharsets.UTF_8);
    if (random.nextInt(5) == 0 && bytes.length > 0) {
      bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length) + 1);
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
    }
    return bytes;
  }

  private static String number(Random random) {
    return switch (random.nextInt(6)) {
      case 0 -> "0";
      case 1 -> "-1";
      case 2 -> "1000000";
      case 3 -> "2147483647";
      case 4 -> "9223372036854775807";
      default -> "1e300";
    };
  }
}
