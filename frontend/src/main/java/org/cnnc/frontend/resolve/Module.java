package org.cnnc.frontend.resolve;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.cnnc.frontend.syntax.Declaration;
import org.cnnc.frontend.syntax.Path;
import org.cnnc.frontend.syntax.SourceFile;

/**
 * A file with what it imports.
 *
 * @param folder against which the paths in the file are resolved; empty for a packaged file
 * @param imports by the names under which the file uses them
 */
public record Module(
    SourceFile source, Optional<java.nio.file.Path> folder, Map<String, Module> imports) {

  /** A declaration, and the module whose names its body uses. */
  public record Found<D extends Declaration>(D declaration, Module module) {}

  /** The declarations that have a name, in order; of two with one name the first. */
  public Map<String, Declaration> named() {
    Map<String, Declaration> named = new LinkedHashMap<>();
    for (Declaration declaration : source.declarations()) {
      switch (declaration) {
        case Declaration.Fn fn -> named.putIfAbsent(fn.name().text(), fn);
        case Declaration.Block block -> named.putIfAbsent(block.name().text(), block);
        case Declaration.Model model -> named.putIfAbsent(model.name().text(), model);
        case Declaration.Instance instance -> named.putIfAbsent(instance.name().text(), instance);
        case Declaration.Import _, Declaration.Test _ -> {}
      }
    }
    return named;
  }

  /** What {@code path} names here: a declaration of this file, or of one that it imports. */
  public Optional<Found<Declaration>> find(Path path) {
    String first = path.names().getFirst().text();
    return switch (path.names().size()) {
      case 1 -> Optional.ofNullable(named().get(first)).map(d -> new Found<>(d, this));
      case 2 ->
          Optional.ofNullable(imports.get(first))
              .flatMap(
                  module ->
                      Optional.ofNullable(module.named().get(path.names().get(1).text()))
                          .map(d -> new Found<>(d, module)));
      default -> Optional.empty();
    };
  }

  /** The names of the models that the file declares, in order. */
  public List<String> models() {
    return named().values().stream()
        .filter(d -> d instanceof Declaration.Model || d instanceof Declaration.Instance)
        .map(
            d ->
                d instanceof Declaration.Model m
                    ? m.name().text()
                    : ((Declaration.Instance) d).name().text())
        .toList();
  }
}
