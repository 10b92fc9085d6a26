package org.cnnc.examples;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.cnnc.compiler.CompilerOptions;

/**
 * What a program for photos is told: {@code [--target TARGET] MODEL PHOTO RESULT.png}.
 *
 * @param options with the target: {@code native}, or {@code opencl}
 */
record PhotoArguments(CompilerOptions options, Path model, Path photo, Path result) {
  /** Reads them, or says how the program is used and ends it. */
  static PhotoArguments of(String usage, String[] arguments) {
    List<String> files = new ArrayList<>(List.of(arguments));
    CompilerOptions options = CompilerOptions.DEFAULT;
    int option = files.indexOf("--target");
    if (option >= 0 && option + 1 < files.size()) {
      options = options.withTarget(files.get(option + 1));
      files.subList(option, option + 2).clear();
    }
    if (files.size() != 3) {
      System.err.println("usage: " + usage);
      System.exit(1);
    }
    return new PhotoArguments(
        options, Path.of(files.get(0)), Path.of(files.get(1)), Path.of(files.get(2)));
  }
}
