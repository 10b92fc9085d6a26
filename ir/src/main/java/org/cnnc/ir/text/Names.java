package org.cnnc.ir.text;

/** How names are written: {@code @conv1.weight}, or quoted, {@code @"a \"b\""}. */
final class Names {
  private Names() {}

  static boolean isPlain(int c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || "_.*+/".indexOf(c) >= 0;
  }

  static String text(String name) {
    // Two slashes would begin a comment.
    boolean plain =
        !name.isEmpty() && name.chars().allMatch(Names::isPlain) && !name.contains("//");
    return plain ? "@" + name : "@\"" + escaped(name) + "\"";
  }

  private static String escaped(String name) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c == '"' || c == '\\') {
        text.append('\\').append(c);
      } else if (c < ' ' || c > '~') {
        text.append("\\u%04x".formatted((int) c));
      } else {
        text.append(c);
      }
    }
    return text.toString();
  }
}
