package org.cnnc.compiler.bundle;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.cnnc.compiler.Compiler;
import org.cnnc.compiler.CompilerOptions;
import org.cnnc.compiler.UserException;
import org.cnnc.frontend.ModelDefinition;
import org.cnnc.runtime.artifact.Artifact;
import org.cnnc.runtime.artifact.ArtifactException;
import org.cnnc.runtime.artifact.Bundle;
import org.cnnc.runtime.artifact.Manifest;

/** A model that was compiled for one target. */
public record TargetArtifact(Path file, Manifest manifest) {
  /** By architecture; then the more CPU features a library uses, the faster it is. */
  private static final Comparator<TargetArtifact> BEST_FIRST =
      Comparator.comparing((TargetArtifact artifact) -> artifact.manifest.platform().arch())
          .thenComparing(
              artifact -> artifact.manifest.platform().features().size(),
              Comparator.reverseOrder());

  /**
   * Compiles a model for several targets, once for each.
   *
   * @param options the target is not used
   * @param targets at least one, each as {@link CompilerOptions#target}
   * @param folder where the files go
   * @param name with which their names begin; the target's follows
   * @return the best first
   */
  public static List<TargetArtifact> compileAll(
      ModelDefinition definition,
      CompilerOptions options,
      List<String> targets,
      Path folder,
      String name) {
    List<TargetArtifact> artifacts = new ArrayList<>();
    for (String target : targets.stream().distinct().toList()) {
      Compiler compiler = new Compiler(options.withTarget(target));
      Path file =
          folder.resolve(
              "%s-%s%s"
                  .formatted(
                      name,
                      target.replaceAll("[^A-Za-z0-9_.-]", "-"),
                      compiler.loadable().suffix()));
      artifacts.add(new TargetArtifact(file, compiler.compile(definition, file)));
    }
    artifacts.sort(BEST_FIRST);
    return artifacts;
  }

  /** The index that names artifacts, in their order. */
  public static Bundle index(ModelDefinition definition, List<TargetArtifact> artifacts) {
    return new Bundle(definition.name(), artifacts.stream().map(TargetArtifact::entry).toList());
  }

  private Bundle.Library entry() {
    return new Bundle.Library(
        file.getFileName().toString(), file.toFile().length(), contentHash(), manifest.platform());
  }

  private String contentHash() {
    try {
      return Artifact.contentHash(file);
    } catch (IOException | ArtifactException e) {
      throw new UserException(
          "%s: changed while it was packaged: %s".formatted(file, e.getMessage()));
    }
  }
}
