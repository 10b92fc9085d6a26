package org.cnnc.backend.llvm.emit;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;

/** What the functions of a module share, gathered while they are written. */
final class ModuleParts {
  /** The number of the first loop's metadata; before it stand the hints that all share. */
  private static final int FIRST_LOOP = 2;

  private final Platform platform;
  private final Set<String> declarations = new TreeSet<>();
  private final TreeMap<String, String> functions = new TreeMap<>();
  private int loops;

  ModuleParts(Platform platform) {
    this.platform = platform;
  }

  Platform platform() {
    return platform;
  }

  void declare(String declaration) {
    declarations.add(declaration);
  }

  /** Adds a function, unless one of this name is there. */
  void define(String name, Supplier<String> definition) {
    if (!functions.containsKey(name)) {
      // First the name: a definition may ask for further functions, itself written after it.
      functions.put(name, "");
      functions.put(name, definition.get());
    }
  }

  /** Whether something of this name was defined. */
  boolean defines(String name) {
    return functions.containsKey(name);
  }

  /**
   * The reference to metadata of a further loop: LLVM shall neither unroll nor vectorize what the
   * schedule has already.
   */
  String loop() {
    return "!llvm.loop !" + (FIRST_LOOP + loops++);
  }

  /** The functions that kernels call, by name. */
  String functions() {
    return String.join("\n", functions.values());
  }

  /** Declarations and metadata. */
  String declarations() {
    List<String> lines = new ArrayList<>(declarations);
    if (loops > 0) {
      lines.add("");
      lines.add("!0 = !{!\"llvm.loop.unroll.disable\"}");
      lines.add("!1 = !{!\"llvm.loop.vectorize.enable\", i1 false}");
    }
    for (int i = 0; i < loops; i++) {
      int self = FIRST_LOOP + i;
      lines.add("!%d = distinct !{!%d, !0, !1}".formatted(self, self));
    }
    return String.join("\n", lines) + "\n";
  }
}
