package org.cnnc.frontend.resolve;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.cnnc.frontend.diagnostic.Code;
import org.cnnc.frontend.diagnostic.Diagnostic;
import org.cnnc.frontend.diagnostic.DiagnosticException;
import org.cnnc.frontend.diagnostic.Diagnostics;
import org.cnnc.frontend.diagnostic.Limits;
import org.cnnc.frontend.diagnostic.SourceText;
import org.cnnc.frontend.diagnostic.Suggestion;
import org.cnnc.frontend.parse.CnnFileParser;
import org.cnnc.frontend.parse.SourceReader;
import org.cnnc.frontend.syntax.Declaration;
import org.cnnc.frontend.syntax.SourceFile;
import org.cnnc.frontend.syntax.Text;
import org.cnnc.ir.SourceSpan;

/**
 * Loads a file and all that it imports. Each file is read once, however many import it; none may
 * lie outside the first one's folder, not even through a symbolic link.
 */
public final class ModuleLoader {
  /** The folder of the packaged files among this package's resources. */
  private static final String PACKAGED = "/org/cnnc/frontend/";

  private static final Map<String, String> PACKAGED_FILES = Map.of("std.vision", "std/vision.cnn");

  private final Map<String, SourceText> sources;
  private final Diagnostics diagnostics;
  private final Map<String, Optional<Module>> loaded = new LinkedHashMap<>();

  /** The files that are being loaded, each imported by the one before. */
  private final Deque<String> open = new ArrayDeque<>();

  private final Path project;

  private ModuleLoader(Path project, Map<String, SourceText> sources, Diagnostics diagnostics) {
    this.project = project;
    this.sources = sources;
    this.diagnostics = diagnostics;
  }

  /**
   * The module of a file. Mistakes are reported; then there is none.
   *
   * @param sources receives every file read, by the name that its spans use
   * @throws IOException where the file itself cannot be read
   */
  public static Optional<Module> load(
      Path file, Map<String, SourceText> sources, Diagnostics diagnostics) throws IOException {
    Path real = file.toRealPath();
    Path project = real.getParent();
    ModuleLoader loader = new ModuleLoader(project, sources, diagnostics);
    try (InputStream in = Files.newInputStream(real)) {
      return loader.load(real.toString(), file.toString(), in, Optional.of(file.toAbsolutePath()));
    }
  }

  private Optional<Module> load(String key, String shown, InputStream in, Optional<Path> path)
      throws IOException {
    SourceText text = SourceReader.read(shown, in);
    sources.put(shown, text);
    open.addLast(key);
    Optional<Module> module =
        CnnFileParser.parse(text, diagnostics)
            .map(source -> new Module(source, path.map(Path::getParent), imports(source, path)));
    open.removeLast();
    loaded.put(key, module);
    return module;
  }

  private Map<String, Module> imports(SourceFile source, Optional<Path> importer) {
    Map<String, Module> modules = new LinkedHashMap<>();
    for (Declaration declaration : source.declarations()) {
      if (declaration instanceof Declaration.Import wanted) {
        Optional<Module> module =
            switch (wanted.source()) {
              case Declaration.Import.Source.File(Text path) ->
                  file(source, wanted, path, importer);
              case Declaration.Import.Source.Packaged(var path) -> packaged(wanted, path.text());
            };
        module.ifPresent(m -> modules.putIfAbsent(wanted.alias().text(), m));
      }
    }
    return modules;
  }

  private Optional<Module> packaged(Declaration.Import wanted, String name) {
    String file = PACKAGED_FILES.get(name);
    if (file == null) {
      return refuse(
          Diagnostic.at(
                  wanted.span(), Code.IMPORT_NOT_FOUND, "no packaged file `%s`".formatted(name))
              .help(Suggestion.didYouMean(name, PACKAGED_FILES.keySet())));
    }
    return once(wanted, file, file, Optional.empty());
  }

  private Optional<Module> file(
      SourceFile source, Declaration.Import wanted, Text text, Optional<Path> importer) {
    SourceSpan span = text.span();
    if (!(text.parts().size() == 1
        && text.parts().getFirst() instanceof Text.Part.Literal(String path))) {
      return refuse(
          Diagnostic.at(span, Code.IMPORT_NOT_FOUND, "an import is a plain path without braces"));
    }
    Path folder = importer.orElseThrow().getParent();
    Path real;
    try {
      Path target = folder.toRealPath().resolve(path).normalize();
      if (!target.startsWith(project)) {
        return escape(span, path);
      }
      real = target.toRealPath();
    } catch (InvalidPathException | IOException e) {
      return refuse(
          Diagnostic.at(span, Code.IMPORT_NOT_FOUND, "there is no file `%s`".formatted(path))
              .help("a path is relative to %s".formatted(source.file())));
    }
    if (!real.startsWith(project)) {
      return escape(span, path);
    }
    if (!Files.isRegularFile(real)) {
      return refuse(Diagnostic.at(span, Code.IMPORT_NOT_FOUND, "`%s` is no file".formatted(path)));
    }
    return once(wanted, real.toString(), shown(source.file(), path), Optional.of(real));
  }

  private Optional<Module> escape(SourceSpan span, String path) {
    return refuse(
        Diagnostic.at(
                span,
                Code.IMPORT_ESCAPE,
                "`%s` is outside the folder of the model's file".formatted(path))
            .help("copy the imported file into that folder"));
  }

  /** {@code models/blocks/attention.cnn} for an import of {@code models/resnet.cnn}. */
  private static String shown(String importer, String path) {
    int slash = importer.lastIndexOf('/');
    return Path.of(importer.substring(0, slash + 1) + path).normalize().toString();
  }

  /** The module of a file that may be loaded already, or be on its way. */
  private Optional<Module> once(
      Declaration.Import wanted, String key, String shown, Optional<Path> path) {
    if (open.contains(key)) {
      return refuse(
          Diagnostic.at(
              wanted.span(),
              Code.IMPORT_CYCLE,
              "%s is imported while it is importing this file".formatted(shown)));
    }
    if (loaded.containsKey(key)) {
      return loaded.get(key);
    }
    if (loaded.size() >= Limits.SOURCE_FILES || open.size() >= Limits.CALL_DEPTH / 4) {
      return refuse(
          Diagnostic.at(
              wanted.span(),
              Code.LIMIT_EXCEEDED,
              "more than %d files are imported, or more than %d deep"
                  .formatted(Limits.SOURCE_FILES, Limits.CALL_DEPTH / 4)));
    }
    try (InputStream in = open(key, path)) {
      return load(key, shown, in, path);
    } catch (DiagnosticException e) {
      e.diagnostics().forEach(diagnostics::report);
      return Optional.empty();
    } catch (IOException e) {
      return refuse(
          Diagnostic.at(
              wanted.span(), Code.IMPORT_NOT_FOUND, "%s cannot be read".formatted(shown)));
    }
  }

  private static InputStream open(String key, Optional<Path> path) throws IOException {
    if (path.isPresent()) {
      return Files.newInputStream(path.get());
    }
    InputStream resource = ModuleLoader.class.getResourceAsStream(PACKAGED + key);
    if (resource == null) {
      throw new IOException("no resource " + PACKAGED + key);
    }
    return resource;
  }

  private Optional<Module> refuse(Diagnostic diagnostic) {
    diagnostics.report(diagnostic);
    return Optional.empty();
  }
}
