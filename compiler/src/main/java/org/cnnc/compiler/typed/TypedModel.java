package org.cnnc.compiler.typed;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.cnnc.compiler.CompilerOptions;
import org.cnnc.compiler.OutputFile;
import org.cnnc.compiler.UserException;
import org.cnnc.compiler.bundle.TargetArtifact;
import org.cnnc.compiler.run.TestData;
import org.cnnc.frontend.ModelDefinition;
import org.cnnc.runtime.artifact.BundleJson;
import org.cnnc.runtime.artifact.GoldenTestFile;
import org.cnnc.runtime.artifact.OpenClPayload;

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
    List<TargetArtifact> artifacts =
        TargetArtifact.compileAll(
            definition, options, request.targets(), resourceFolder, names.className());
    TypedClass typed =
        new TypedClass(definition, artifacts.getFirst().manifest(), isForDevices(artifacts), names);
    Path index = resourceFolder.resolve(typed.index());
    write(index, BundleJson.write(TargetArtifact.index(definition, artifacts)));
    List<Path> resources = new ArrayList<>(List.of(index));
    if (!definition.tests().isEmpty()) {
      Path tests = resourceFolder.resolve(typed.tests());
      write(tests, GoldenTestFile.write(TestData.of(definition, typed.manifest())));
      resources.add(tests);
    }
    Path source = sourceFolder.resolve(names.className() + ".java");
    write(source, typed.text().getBytes(StandardCharsets.UTF_8));
    artifacts.forEach(artifact -> resources.add(artifact.file()));
    return new TypedModel(names.packageName() + "." + names.className(), source, resources);
  }

  private static boolean isForDevices(List<TargetArtifact> artifacts) {
    return artifacts.stream()
        .anyMatch(artifact -> artifact.manifest().platform().arch().equals(OpenClPayload.ARCH));
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
