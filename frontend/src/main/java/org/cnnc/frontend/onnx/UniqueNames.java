package org.cnnc.frontend.onnx;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Names that are given once: a second {@code conv1} becomes {@code conv1_1}. */
final class UniqueNames {
  private final Set<String> taken = new HashSet<>();
  private final Map<String, Integer> next = new HashMap<>();

  /** The wanted name, or with a number behind it where it is taken. */
  String unique(String wanted) {
    String name = wanted;
    while (!taken.add(name)) {
      name = wanted + "_" + next.merge(wanted, 1, Integer::sum);
    }
    return name;
  }
}
