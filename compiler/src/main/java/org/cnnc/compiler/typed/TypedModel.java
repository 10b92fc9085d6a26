package org.cnnc.compiler.typed;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.cnnc.compiler.Compiler;
import org.cnnc.compiler.CompilerOptions;
import org.cnnc.compiler.OutputFile;
import org.cnnc.compiler.UserException;
import org.cnnc.compiler.run.TestData;
import org.cnnc.frontend.ModelDefinition;
import org.cnnc.runtime.artifact.Artifact;
import org.cnnc.runtime.artifact.ArtifactException;
import org.cnnc.runtime.artifact.Bundle;
import org.cnnc.runtime.artifact.BundleJson;
import org.cnnc.runtime.artifact.GoldenTestFile;
import org.cnnc.runtime.artifact.Manifest;

/**
 * A model as Java: the source of its class, and beside it, as resources, its libraries for several
 * targets and the index by which one of them is chosen.
 *
 * @param className with its package
 * @param source the class's source file
 * @param resources the index, the tests where the model has any, and the libraries in the order of
 *     the index
 */
public record TypedModel(String className, Path source, List<Path> resources) {
  public TypedModel {
    resources = List.copyOf(resources);
  }

  /**
   * What to write.
   *
   * @param packageName the class's package
   * @param targets what to compile for, each as {@link CompilerOptions#target}
   * @param sources the folder of sources; the package's folders are made inside
   * @param resources the folder of resources, likewise; it may be the same
   */
  public record Request(String packageName, List<String> targets, Path sources, Path resources) {
    public Request {
      targets = List.copyOf(targets);
    }
  }

  /**
   * Writes the classes of models and all that they need.
   *
   * @throws UserException where a file cannot be written, the package has no proper name, or two
   *     models would have one
   * @throws org.cnnc.frontend.diagnostic.DiagnosticException where two inputs or outputs would have
   *     one name in Java
   */
  public static List<TypedModel> writeAll(
      List<ModelDefinition> definitions, CompilerOptions options, Request request) {
    Map<String, ModelDefinition> byName = new HashMap<>();
    List<JavaNames> names = new ArrayList<>();
    for (ModelDefinition definition : definitions) {
      JavaNames name = JavaNames.of(definition, request.packageName());
      names.add(name);
      ModelDefinition first = byName.putIfAbsent(name.className(), definition);
      if (first != null) {
        throw new UserException(
            "the models %s and %s would both be the class %s"
                .formatted(first.name(), definition.name(), name.className()),
            "give one of them another name");
      }
    }
    List<TypedModel> models = new ArrayList<>();
    for (int i = 0; i < definitions.size(); i++) {
      models.add(write(definitions.get(i), names.get(i), options, request));
    }
    return models;
  }

  private static TypedModel write(
      ModelDefinition definition, JavaNames names, CompilerOptions options, Request request) {
    Path packagePath = Path.of(request.packageName().replace('.', '/'));
    Path sourceFolder = createFolder(request.sources().resolve(packagePath));
    Path resourceFolder = createFolder(request.resources().resolve(packagePath));
    List<Library> libraries = new ArrayList<>();
    for (String target : request.targets().stream().distinct().toList()) {
      Path library = resourceFolder.resolve("%s-%s.so".formatted(names.className(), target));
      Compiler compiler = new Compiler(options.withTarget(target));
      libraries.add(new Library(library, compiler.compile(definition, library)));
    }
    libraries.sort(BEST_FIRST);
    TypedClass typed = new TypedClass(definition, libraries.getFirst().manifest(), names);
    Path index = resourceFolder.resolve(typed.index());
    write(index, BundleJson.write(bundle(definition, libraries)));
    List<Path> resources = new ArrayList<>(List.of(index));
    if (!definition.tests().isEmpty()) {
      Path tests = resourceFolder.resolve(typed.tests());
      write(tests, GoldenTestFile.write(TestData.of(definition, typed.manifest())));
      resources.add(tests);
    }
    Path source = sourceFolder.resolve(names.className() + ".java");
    write(source, typed.text().getBytes(StandardCharsets.UTF_8));
    libraries.forEach(library -> resources.add(library.file()));
    return new TypedModel(names.packageName() + "." + names.className(), source, resources);
  }

  /** A library that was compiled. */
  private record Library(Path file, Manifest manifest) {}

  /** By architecture; then the more CPU features a library uses, the faster it is. */
  private static final Comparator<Library> BEST_FIRST =
      Comparator.comparing((Library library) -> library.manifest().platform().arch())
          .thenComparing(
              library -> library.manifest().platform().features().size(),
              Comparator.reverseOrder());

  private static Bundle bundle(ModelDefinition definition, List<Library> libraries) {
    List<Bundle.Library> entries = new ArrayList<>();
    for (Library library : libraries) {
      entries.add(
          new Bundle.Library(
              library.file().getFileName().toString(),
              library.file().toFile().length(),
              contentHash(library.file()),
              library.manifest().platform()));
    }
    return new Bundle(definition.name(), entries);
  }

  private static String contentHash(Path library) {
    try {
      return Artifact.contentHash(library);
    } catch (IOException | ArtifactException e) {
      throw new UserException(
          "%s: changed while it was packaged: %s".formatted(library, e.getMessage()));
    }
  }

  private static Path createFolder(Path folder) {
    try {
      return Files.createDirectories(folder);
    } catch (IOException e) {
      throw new UserException(
          "%s: the folder cannot be made: %s".formatted(folder, OutputFile.reason(e)));
    }
  }

  private static void write(Path file, byte[] content) {
    try (OutputFile output = OutputFile.of(file)) {
      Files.write(output.draft(), content);
      output.commit();
    } catch (IOException e) {
      throw new UserException("%s: cannot be written: %s".formatted(file, OutputFile.reason(e)));
    }
  }
}
