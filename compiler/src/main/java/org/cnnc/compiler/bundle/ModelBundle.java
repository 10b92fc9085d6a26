package org.cnnc.compiler.bundle;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.cnnc.compiler.CompilerOptions;
import org.cnnc.compiler.OutputFile;
import org.cnnc.compiler.UserException;
import org.cnnc.compiler.WorkFolder;
import org.cnnc.frontend.ModelDefinition;
import org.cnnc.runtime.artifact.BundleFile;

/** Writes a model for several targets as one file, a {@link BundleFile}. */
public final class ModelBundle {
  private ModelBundle() {}

  /**
   * Writes a bundle, which is complete or not there at all.
   *
   * @param options the target is not used
   * @param targets at least one, each as {@link CompilerOptions#target}
   * @param file where to write it; what is there is replaced
   * @return what is in it, the best first; the files are gone
   * @throws UserException where it cannot be written
   */
  public static List<TargetArtifact> write(
      ModelDefinition definition, CompilerOptions options, List<String> targets, Path file) {
    try (OutputFile output = OutputFile.of(file);
        WorkFolder work = WorkFolder.beside(file)) {
      List<TargetArtifact> artifacts =
          TargetArtifact.compileAll(definition, options, targets, work.folder(), definition.name());
      BundleFile.write(
          output.draft(),
          TargetArtifact.index(definition, artifacts),
          artifacts.stream().map(TargetArtifact::file).toList());
      output.commit();
      return artifacts;
    } catch (IOException e) {
      throw new UserException("%s: cannot be written: %s".formatted(file, OutputFile.reason(e)));
    }
  }
}
