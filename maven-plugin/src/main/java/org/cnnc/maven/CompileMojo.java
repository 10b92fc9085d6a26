package org.cnnc.maven;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.inject.Inject;
import org.apache.maven.artifact.Artifact;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.model.Resource;
import org.apache.maven.plugin.AbstractMojo;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.apache.maven.project.MavenProject;
import org.apache.maven.toolchain.ToolchainManager;
import org.jspecify.annotations.Nullable;

/**
 * Compiles the {@code .cnn} and {@code .onnx} files of {@code src/main/cnn}: every model that needs
 * no arguments becomes a class of the project, and its libraries resources. What has not changed
 * since the last build is left alone. Models that need other options are in a source directory, and
 * an execution, of their own.
 */
@Mojo(name = "compile", defaultPhase = LifecyclePhase.GENERATE_SOURCES, threadSafe = true)
public final class CompileMojo extends AbstractMojo {
  /** Where the models are. */
  @Parameter(property = "cnnc.sourceDirectory", defaultValue = "${project.basedir}/src/main/cnn")
  private File sourceDirectory;

  /** Where the sources of the classes go. */
  @Parameter(defaultValue = "${project.build.directory}/generated-sources/cnnc", required = true)
  private File outputDirectory;

  /** Where the libraries go. */
  @Parameter(defaultValue = "${project.build.directory}/generated-resources/cnnc", required = true)
  private File resourcesDirectory;

  /** Where what was made of which files is written down. */
  @Parameter(
      defaultValue = "${project.build.directory}/cnnc/${mojoExecution.executionId}",
      readonly = true,
      required = true)
  private File stateDirectory;

  /**
   * The package of the classes of models that are right in the source directory. Those in a folder
   * there have the folder's path as their package.
   */
  @Parameter(property = "cnnc.package", defaultValue = "${project.groupId}")
  private String packageName;

  /** What to compile for: the classes choose the best that the machine they run on can do. */
  @Parameter(property = "cnnc.targets", defaultValue = "x86-64-v2,x86-64-v3,x86-64-v4,aarch64")
  private List<String> targets;

  /** Weights for all models: a file or {@code random:SEED}; by default, those that they name. */
  @Parameter(property = "cnnc.weights")
  private @Nullable String weights;

  /** The model to compile of each file; by default, every one that needs no arguments. */
  @Parameter(property = "cnnc.model")
  private @Nullable String model;

  /** The sizes of the models' symbolic dimensions, by name. */
  @Parameter private Map<String, Integer> dims = Map.of();

  /** The values of the models' parameters, by name, as they are written in a model. */
  @Parameter private Map<String, String> args = Map.of();

  /**
   * What the layers between the first and the last ones are stored in: {@code f32}, {@code bf16},
   * or {@code auto} for what is faster.
   */
  @Parameter(property = "cnnc.precision", defaultValue = "f32")
  private String precision;

  /** With a precision, whether the first and the last layers have it as well. */
  @Parameter(property = "cnnc.allLayers", defaultValue = "false")
  private boolean allLayers;

  /** With a precision, layers that stay f32: patterns, in which {@code *} is any characters. */
  @Parameter(property = "cnnc.keepF32")
  private List<String> keepF32 = List.of();

  /** Whether 3x3 convolutions may be computed by Winograd's algorithm: {@code auto} or off. */
  @Parameter(property = "cnnc.winograd", defaultValue = "auto")
  private String winograd;

  /** Whether scale, mean and std of pixels are folded into weights where that is exact. */
  @Parameter(property = "cnnc.foldPixels", defaultValue = "false")
  private boolean foldPixels;

  /** Compiles nothing. */
  @Parameter(property = "cnnc.skip", defaultValue = "false")
  private boolean skip;

  @Parameter(defaultValue = "${project}", readonly = true, required = true)
  private MavenProject project;

  @Parameter(defaultValue = "${session}", readonly = true, required = true)
  private MavenSession session;

  @Parameter(defaultValue = "${plugin.artifacts}", readonly = true, required = true)
  private List<Artifact> pluginArtifacts;

  private final ToolchainManager toolchains;

  @Inject
  public CompileMojo(ToolchainManager toolchains) {
    this.toolchains = toolchains;
  }

  @Override
  public void execute() throws MojoExecutionException, MojoFailureException {
    if (skip) {
      getLog().info("cnnc.skip is set: no models are compiled");
      return;
    }
    try {
      compileAll(models());
    } catch (IOException | UncheckedIOException e) {
      throw new MojoExecutionException("the models cannot be compiled: " + e.getMessage());
    }
    project.addCompileSourceRoot(outputDirectory.toString());
    Resource resource = new Resource();
    resource.setDirectory(resourcesDirectory.toString());
    project.addResource(resource);
  }

  private void compileAll(List<Path> models)
      throws IOException, MojoExecutionException, MojoFailureException {
    List<Path> classPath = classPath();
    String compiler = Fingerprint.ofJars(classPath);
    Set<Path> states = new TreeSet<>();
    int mistakes = 0;
    for (Path model : models) {
      CompilerProcess.Request request = request(model);
      State state = new State(stateFile(model), compiler + "\n" + request);
      states.add(state.file());
      if (state.isUpToDate()) {
        getLog().debug(model + " has not changed");
        continue;
      }
      getLog().info("Compiling " + project.getBasedir().toPath().relativize(model));
      state.removeOutputs();
      CompilerProcess.Result result =
          new CompilerProcess(Jdk.find(toolchains, session), classPath).run(request);
      result.mistakes().forEach(mistake -> getLog().error(mistake));
      mistakes += result.mistakes().size();
      if (result.mistakes().isEmpty()) {
        state.write(result.inputs(), result.outputs());
      }
    }
    removeOutputsOfRemovedModels(states);
    if (mistakes > 0) {
      throw new MojoFailureException(
          mistakes == 1 ? "a mistake in a model" : mistakes + " mistakes in models");
    }
  }

  /** All model files of the source directory, in the order of their names. */
  private List<Path> models() throws IOException {
    Path folder = sourceDirectory.toPath();
    if (!Files.isDirectory(folder)) {
      getLog().info(folder + " is not there: no models to compile");
      return List.of();
    }
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(Files::isRegularFile)
          .filter(file -> file.toString().endsWith(".cnn") || file.toString().endsWith(".onnx"))
          .sorted()
          .collect(Collectors.toList());
    }
  }

  private List<Path> classPath() {
    return pluginArtifacts.stream()
        .map(artifact -> artifact.getFile().toPath())
        .collect(Collectors.toList());
  }

  private CompilerProcess.Request request(Path file) {
    return new CompilerProcess.Request(
        file,
        packageOf(file),
        targets,
        weights,
        model,
        new TreeMap<>(dims),
        new TreeMap<>(args),
        new CompilerProcess.Code(precision, allLayers, keepF32, winograd, foldPixels),
        outputDirectory.toPath(),
        resourcesDirectory.toPath());
  }

  private String packageOf(Path model) {
    Path folder = sourceDirectory.toPath().relativize(model).getParent();
    if (folder == null) {
      return packageName;
    }
    List<String> names = new ArrayList<>();
    folder.forEach(name -> names.add(name.toString()));
    return String.join(".", names);
  }

  private Path stateFile(Path model) {
    return stateDirectory
        .toPath()
        .resolve(sourceDirectory.toPath().relativize(model) + State.SUFFIX);
  }

  private void removeOutputsOfRemovedModels(Set<Path> current) throws IOException {
    if (!stateDirectory.isDirectory()) {
      return;
    }
    List<Path> old;
    try (Stream<Path> files = Files.walk(stateDirectory.toPath())) {
      old =
          files
              .filter(file -> file.toString().endsWith(State.SUFFIX) && !current.contains(file))
              .collect(Collectors.toList());
    }
    for (Path file : old) {
      new State(file, "").removeOutputs();
      Files.delete(file);
    }
  }
}
