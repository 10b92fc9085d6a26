package org.cnnc.maven;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.awt.image.BufferedImage;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Projects that use the plugin, built by Maven as their users build them. */
class PluginIT {
  private static final Path README = Path.of("..", "README.md");
  private static final Path EXAMPLE = Path.of("..", "examples", "maven-project");
  private static final Path PHOTO = Path.of("..", "examples", "photos", "chelsea.png");

  /** What a project in the tests compiles for, so that each test compiles one library only. */
  private static final String ONE_TARGET = "-Dcnnc.targets=native";

  private static Path repository;

  @TempDir private Path folder;

  /** How a command ended, and what it printed. */
  private record Result(int status, String output) {}

  @BeforeAll
  static void install() throws IOException {
    repository =
        InstalledModules.install(
            Path.of("target", "it-repository").toAbsolutePath(),
            Path.of(System.getProperty("cnnc.localRepository")));
  }

  /** The way of a new user, exactly as the README has it. */
  @Test
  void theReadmesProjectBuildsAndRuns() throws Exception {
    List<String> files =
        List.of("pom.xml", "src/main/cnn/blur.cnn", "src/main/java/com/acme/Main.java");
    List<String> blocks = List.of(block("xml"), block("cnn"), block("java"));
    for (int i = 0; i < files.size(); i++) {
      assertEquals(
          Files.readString(EXAMPLE.resolve(files.get(i))),
          blocks.get(i),
          "examples/maven-project is the README's project: " + files.get(i));
      write(files.get(i), blocks.get(i));
    }

    succeed(maven("package"));

    Path out = folder.resolve("blurred.png");
    Path runtime =
        repository.resolve("org/cnnc/cnnc-runtime/0.1.0-SNAPSHOT/cnnc-runtime-0.1.0-SNAPSHOT.jar");
    succeed(
        run(
            List.of(
                java(),
                "--enable-native-access=ALL-UNNAMED",
                "-Dcnnc.cache=" + folder.resolve("cache"),
                "-cp",
                folder.resolve("target/blur-1.0.jar") + File.pathSeparator + runtime,
                "com.acme.Main",
                PHOTO.toAbsolutePath().toString(),
                out.toString()),
            System.getProperty("java.home")));
    BufferedImage blurred = ImageIO.read(out.toFile());
    assertEquals(320, blurred.getWidth());
    assertEquals(240, blurred.getHeight());
    try (Stream<Path> libraries = Files.list(folder.resolve("cache/libraries"))) {
      assertEquals(1, libraries.count(), "the library of this machine is unpacked");
    }
  }

  @Test
  void onlyWhatChangedIsCompiledAgain() throws Exception {
    exampleProject();
    write("src/main/cnn/nets/twice.cnn", twice("x * 2"));
    succeed(maven("generate-sources", ONE_TARGET));
    Path blur = folder.resolve("target/generated-sources/cnnc/com/acme/Blur.java");
    Path twice = folder.resolve("target/generated-sources/cnnc/nets/Twice.java");
    FileTime blurTime = Files.getLastModifiedTime(blur);
    FileTime twiceTime = Files.getLastModifiedTime(twice);

    String again = succeed(maven("generate-sources", ONE_TARGET));
    assertFalse(again.contains("Compiling"), again);

    write("src/main/cnn/nets/twice.cnn", twice("x * 3"));
    String changed = succeed(maven("generate-sources", ONE_TARGET));
    assertTrue(changed.contains("Compiling src/main/cnn/nets/twice.cnn"), changed);
    assertFalse(changed.contains("blur.cnn"), changed);
    assertEquals(blurTime, Files.getLastModifiedTime(blur));
    assertNotEquals(twiceTime, Files.getLastModifiedTime(twice));

    String otherTarget = succeed(maven("generate-sources", "-Dcnnc.targets=x86-64-v2"));
    assertTrue(otherTarget.contains("Compiling src/main/cnn/blur.cnn"), otherTarget);

    Files.delete(folder.resolve("src/main/cnn/nets/twice.cnn"));
    succeed(maven("generate-sources", "-Dcnnc.targets=x86-64-v2"));
    assertFalse(Files.exists(twice), "what was made of a removed model");
    assertTrue(Files.exists(blur));
  }

  /** An execution of its own, which leaves what the other one made alone. */
  @Test
  void anExecutionHasDimensionsAndArguments() throws Exception {
    exampleProject();
    String pom = Files.readString(folder.resolve("pom.xml"));
    write(
        "pom.xml",
        pom.replace(
            "</executions>",
            """
              <execution>
                <id>nets</id>
                <goals><goal>compile</goal></goals>
                <configuration>
                  <sourceDirectory>${project.basedir}/src/main/nets</sourceDirectory>
                  <model>Times</model>
                  <dims><W>5</W></dims>
                  <args><factor>2.5</factor></args>
                </configuration>
              </execution>
            </executions>
            """));
    write(
        "src/main/nets/times.cnn",
        """
        cnn 1
        model Times(factor: float) {
          input  x: f32[N, W]
          output y: f32[N, W]
          y = x * factor
        }
        """);
    succeed(maven("generate-sources", ONE_TARGET));
    Path generated = folder.resolve("target/generated-sources/cnnc/com/acme");
    String times = Files.readString(generated.resolve("Times.java"));
    assertTrue(times.contains("X_ELEMENTS = 5"), times);
    assertTrue(Files.exists(generated.resolve("Blur.java")));

    String again = succeed(maven("generate-sources", ONE_TARGET));
    assertFalse(again.contains("Compiling"), again);
  }

  @Test
  void whatTheCodeIsToBeIsAnOption() throws Exception {
    exampleProject();
    Files.delete(folder.resolve("src/main/cnn/blur.cnn"));
    write(
        "src/main/cnn/net.cnn",
        """
        cnn 1
        model Net {
          input  x: f32[N, 16, 8, 8]
          output y: f32[N, 16, 8, 8]
          y = x -> conv2d(16, 3, padding=same) -> middle: conv2d(16, 3, padding=same)
            -> conv2d(16, 3, padding=same)
        }
        """);
    List<String> options = List.of("-Dcnnc.targets=native,opencl", "-Dcnnc.weights=random:1");
    succeed(maven("generate-sources", options, "-Dcnnc.precision=bf16", "-Dcnnc.winograd=off"));
    assertEquals(Set.of(".so", ".cnncl"), suffixesWith("bfloat16"));

    String[] kept = {"-Dcnnc.precision=bf16", "-Dcnnc.keepF32=middle"};
    succeed(maven("generate-sources", options, kept));
    assertEquals(Set.of(), suffixesWith("bfloat16"));

    succeed(maven("generate-sources", options, kept[0], kept[1], "-Dcnnc.allLayers"));
    assertEquals(Set.of(".so", ".cnncl"), suffixesWith("bfloat16"));

    Result wrong = maven("generate-sources", options, "-Dcnnc.precision=f64");
    assertNotEquals(0, wrong.status());
    assertTrue(wrong.output().contains("`f64` is none of f32, bf16, auto"), wrong.output());
    assertFalse(wrong.output().contains("\tat "), wrong.output());
  }

  /** The suffixes of compiled models in which a word is found. */
  private Set<String> suffixesWith(String word) throws IOException {
    Set<String> suffixes = new TreeSet<>();
    try (Stream<Path> files = Files.walk(folder.resolve("target/generated-resources/cnnc"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String name = file.getFileName().toString();
        if (Files.readString(file, StandardCharsets.ISO_8859_1).contains(word)) {
          suffixes.add(name.substring(name.lastIndexOf('.')));
        }
      }
    }
    return suffixes;
  }

  @Test
  void aMistakeIsShownAtItsPlace() throws Exception {
    exampleProject();
    write("src/main/cnn/nets/twice.cnn", twice("z * 2"));

    Result result = maven("generate-sources", ONE_TARGET);

    assertNotEquals(0, result.status());
    Path file = folder.toRealPath().resolve("src/main/cnn/nets/twice.cnn");
    assertTrue(
        result.output().contains("[ERROR] " + file + ":[5,7] unknown-name: "), result.output());
    assertFalse(result.output().contains("\tat "), result.output());
    assertTrue(result.output().contains(": a mistake in a model"), result.output());
  }

  @Test
  void anOlderJavaIsToldInOneLine() throws Exception {
    Path old = Path.of("/usr/lib/jvm/java-17-openjdk-amd64");
    assumeTrue(Files.isDirectory(old), "SKIPPED, this test needs a Java 17 in " + old);
    exampleProject();

    Result result = run(mavenCommand("generate-sources", ONE_TARGET), old.toString());

    assertNotEquals(0, result.status());
    assertTrue(
        result.output().contains("compiling models needs Java 25 or newer, and Maven runs on 17"),
        result.output());
    assertFalse(result.output().contains("\tat "), result.output());
  }

  private static String twice(String expression) {
    return """
    cnn 1
    model Twice {
      input  x: f32[N, 2]
      output y: f32[N, 2]
      y = %s
    }
    """
        .formatted(expression);
  }

  private void exampleProject() throws IOException {
    for (String file :
        List.of("pom.xml", "src/main/cnn/blur.cnn", "src/main/java/com/acme/Main.java")) {
      write(file, Files.readString(EXAMPLE.resolve(file)));
    }
  }

  private void write(String file, String text) throws IOException {
    Path path = folder.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
  }

  private Result maven(String... arguments) throws IOException {
    return run(mavenCommand(arguments), System.getProperty("java.home"));
  }

  private Result maven(String goal, List<String> options, String... more) throws IOException {
    List<String> arguments = new ArrayList<>(List.of(goal));
    arguments.addAll(options);
    arguments.addAll(List.of(more));
    return maven(arguments.toArray(String[]::new));
  }

  private static List<String> mavenCommand(String... arguments) {
    List<String> command =
        new ArrayList<>(
            List.of(System.getProperty("cnnc.maven"), "-B", "-Dmaven.repo.local=" + repository));
    command.add("-Dstyle.color=never");
    command.addAll(List.of(arguments));
    return command;
  }

  private static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  private Result run(List<String> command, String javaHome) throws IOException {
    Path output = Files.createTempFile("cnnc", ".txt");
    try {
      ProcessBuilder builder =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectOutput(output.toFile());
      builder.environment().put("JAVA_HOME", javaHome);
      builder.environment().remove("MAVEN_OPTS");
      builder.environment().remove("JAVA_TOOL_OPTIONS");
      int status = builder.start().waitFor();
      return new Result(status, Files.readString(output));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    } finally {
      Files.delete(output);
    }
  }

  private static String succeed(Result result) {
    assertEquals(0, result.status(), result.output());
    return result.output();
  }

  /** The only block of a language between fences in the README. */
  private static String block(String language) throws IOException {
    List<String> blocks =
        Pattern.compile("^```" + language + "\n(.*?)^```", Pattern.DOTALL | Pattern.MULTILINE)
            .matcher(Files.readString(README))
            .results()
            .map((MatchResult match) -> match.group(1))
            .toList();
    assertEquals(1, blocks.size(), "blocks of " + language);
    return blocks.get(0);
  }
}
