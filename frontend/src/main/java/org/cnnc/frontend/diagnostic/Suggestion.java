package org.cnnc.frontend.diagnostic;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds what the user most likely meant. */
public final class Suggestion {
  private Suggestion() {}

  /**
   * The candidate nearest to {@code word} by edits (insert, delete, replace, swap of neighbours; a
   * difference of case or underscores alone is none), if it is near enough to be meant: one edit
   * for each three letters.
   */
  public static Optional<String> nearest(String word, Collection<String> candidates) {
    int allowed = word.length() <= 2 ? 0 : Math.max(1, word.length() / 3);
    return candidates.stream()
        .filter(c -> !c.equals(word))
        .filter(c -> Math.abs(c.length() - word.length()) <= allowed + 2)
        .filter(c -> distance(word, c) <= allowed)
        // Ties in alphabetical order, so that the message does not depend on a table's order.
        .min(Comparator.comparingInt((String c) -> distance(word, c)).thenComparing(c -> c));
  }

  /** {@code did you mean `relu`?}. */
  public static Optional<String> didYouMean(String word, Collection<String> candidates) {
    return nearest(word, candidates).map("did you mean `%s`?"::formatted);
  }

  private static int distance(String a, String b) {
    String x = plain(a);
    String y = plain(b);
    int[][] d = new int[x.length() + 1][y.length() + 1];
    for (int i = 0; i <= x.length(); i++) {
      for (int j = 0; j <= y.length(); j++) {
        if (i == 0 || j == 0) {
          d[i][j] = i + j;
          continue;
        }
        int cost = x.charAt(i - 1) == y.charAt(j - 1) ? 0 : 1;
        d[i][j] = Math.min(Math.min(d[i - 1][j] + 1, d[i][j - 1] + 1), d[i - 1][j - 1] + cost);
        if (i > 1
            && j > 1
            && x.charAt(i - 1) == y.charAt(j - 2)
            && x.charAt(i - 2) == y.charAt(j - 1)) {
          d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
        }
      }
    }
    return d[x.length()][y.length()];
  }

  private static String plain(String word) {
    return word.toLowerCase(Locale.ROOT).replace("_", "");
  }
}
