package org.cnnc.ir;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Names that are given once: a second {@code conv1} becomes {@code conv1_2}. */
public final class UniqueNames {
  private final String separator;
  private final Set<String> taken = new HashSet<>();
  private final Map<String, Integer> last = new HashMap<>();

  public UniqueNames() {
    this(Set.of());
  }

  /**
   * @param reserved names that are taken from the beginning
   */
  public UniqueNames(Set<String> reserved) {
    this.separator = "_";
    taken.addAll(reserved);
  }

  /**
   * @param separator what stands between a name and its number
   */
  public UniqueNames(String separator) {
    this.separator = separator;
  }

  /** The wanted name, or with a number behind it where it is taken; it is taken then. */
  public String unique(String wanted) {
    String name = wanted;
    while (!taken.add(name)) {
      name = wanted + separator + last.merge(wanted, 2, (number, _) -> number + 1);
    }
    return name;
  }

  /** Takes a name; false where it was taken before. */
  public boolean take(String name) {
    return taken.add(name);
  }
}
