package org.cnnc.compiler.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.cnnc.compiler.UserException;
import org.cnnc.ir.spi.NativeForm;

/** Where {@code cnnc compile} writes each kind of file that is asked for. */
final class EmittedFiles {
  private final Map<Emission, Path> files = new EnumMap<>(Emission.class);

  private EmittedFiles() {}

  /**
   * The kind that {@code output}'s ending names, or else the first one, has that name; each other
   * has it with its own ending. Where {@code output} is a folder or missing, the files are named
   * after the model and lie there or in this folder.
   *
   * @param kinds at least one
   * @throws UserException where {@code output} ends as a kind that is not asked for
   */
  static EmittedFiles of(List<Emission> kinds, Path model, Optional<Path> output) {
    Path first =
        output
            .filter(file -> !Files.isDirectory(file))
            .orElseGet(
                () ->
                    output
                        .orElse(Path.of(""))
                        .resolve("%s.%s".formatted(ModelOptions.stem(model), kinds.getFirst())));
    Optional<Emission> ending = Emission.named(ending(first));
    if (ending.isPresent() && !kinds.contains(ending.get())) {
      throw new UserException(
          "-o %s: a .%s file is not among --emit %s"
              .formatted(
                  first,
                  ending.get(),
                  String.join(",", kinds.stream().map(Emission::toString).toList())),
          "-o %s.%s, or --emit %s"
              .formatted(ModelOptions.stem(first), kinds.getFirst(), ending.get()));
    }
    EmittedFiles result = new EmittedFiles();
    for (Emission kind : kinds) {
      boolean isFirst = kind == ending.orElse(kinds.getFirst());
      Path sibling = first.resolveSibling("%s.%s".formatted(ModelOptions.stem(first), kind));
      result.files.put(kind, isFirst ? first : sibling);
    }
    return result;
  }

  private static String ending(Path file) {
    String name = file.getFileName().toString();
    return name.substring(name.lastIndexOf('.') + 1);
  }

  /** Where a kind goes; empty where it is not asked for. */
  Optional<Path> get(Emission kind) {
    return Optional.ofNullable(files.get(kind));
  }

  /** Those that a backend makes. */
  Map<NativeForm, Path> nativeFiles() {
    Map<NativeForm, Path> result = new EnumMap<>(NativeForm.class);
    files.forEach((kind, path) -> kind.form().ifPresent(form -> result.put(form, path)));
    return result;
  }

  /** Goes through them, in the order of the kinds. */
  void forEach(BiConsumer<Emission, Path> action) {
    files.forEach(action);
  }
}
