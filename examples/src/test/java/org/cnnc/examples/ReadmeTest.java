package org.cnnc.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.StringWriter;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.cnnc.compiler.Compiler;
import org.cnnc.compiler.CompilerOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the documents show works as it stands there. The README's project is built where the plugin
 * is tested.
 */
class ReadmeTest {
  private static final Path README = Path.of("..", "README.md");
  private static final Path CLASSES = Path.of("..", "docs", "TYPED_CLASSES.md");

  @TempDir private Path folder;

  @Test
  void itsFilesExist() throws IOException {
    List<String> files =
        Pattern.compile("examples/[\\w./-]*\\w")
            .matcher(Files.readString(README))
            .results()
            .map(MatchResult::group)
            .toList();

    assertTrue(files.contains("examples/lenet5/lenet5.cnn"), files.toString());
    for (String file : files) {
      assertTrue(Files.exists(Path.of("..", file)), file);
    }
  }

  @Test
  void modelsAreLoadedWithoutAClass() throws Exception {
    Path library = folder.resolve("lenet5.so");
    new Compiler(CompilerOptions.DEFAULT).compile(Sample.LENET5, library);
    String sample =
        javaWith("Model.load(").replace("\"lenet5.so\"", '"' + library.toString() + '"');
    assertTrue(sample.contains("float[] scores = "), sample);
    // The scores are its result, to be looked at.
    compile(
        """
        import java.nio.file.Path;
        import org.cnnc.runtime.Model;
        import org.cnnc.runtime.Threads;
        import org.cnnc.runtime.Workspace;

        public class Sample {
          public static float[] run(float[] pixels, int batch) {
            %s
          }
        }
        """
            .formatted(sample.replace("float[] scores = ", "return ")));

    float[] scores;
    try (URLClassLoader loader = new URLClassLoader(new URL[] {folder.toUri().toURL()})) {
      scores =
          (float[])
              loader
                  .loadClass("Sample")
                  .getMethod("run", float[].class, int.class)
                  .invoke(null, new float[3 * 28 * 28], 3);
    }

    assertEquals(3 * 10, scores.length);
  }

  private void compile(String source) throws IOException {
    Path file = Files.writeString(folder.resolve("Sample.java"), source);
    JavaCompiler javac = ToolProvider.getSystemJavaCompiler();
    StringWriter messages = new StringWriter();
    try (StandardJavaFileManager files = javac.getStandardFileManager(null, null, null)) {
      List<String> options =
          List.of(
              "-cp", System.getProperty("java.class.path"), "-d", folder.toString(), "-proc:none");
      boolean compiled =
          javac
              .getTask(messages, files, null, options, null, files.getJavaFileObjects(file))
              .call();
      assertTrue(compiled, messages.toString());
    }
  }

  /** The only block of Java that contains a text. */
  private static String javaWith(String text) throws IOException {
    List<String> blocks =
        Pattern.compile("^```java\n(.*?)^```", Pattern.DOTALL | Pattern.MULTILINE)
            .matcher(Files.readString(CLASSES))
            .results()
            .map(result -> result.group(1))
            .filter(block -> block.contains(text))
            .toList();
    assertEquals(1, blocks.size(), "blocks with " + text);
    return blocks.getFirst();
  }
}
