package org.cnnc.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.StringWriter;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The runtime is a module that others can require; it needs nothing but the JDK. */
class ModuleTest {
  @TempDir private Path folder;

  @Test
  void aModuleThatRequiresItIsCompiledWithItAlone() throws IOException, URISyntaxException {
    Path module =
        Files.writeString(
            folder.resolve("module-info.java"), "module app { requires org.cnnc.runtime; }");
    Path program =
        Files.writeString(
            Files.createDirectory(folder.resolve("app")).resolve("Program.java"),
            """
            package app;

            import org.cnnc.runtime.Model;
            import org.cnnc.runtime.Resources;

            class Program {
              static void load(Resources resources, Model model) {}
            }
            """);
    Path runtime = Path.of(Model.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    JavaCompiler javac = ToolProvider.getSystemJavaCompiler();
    StringWriter messages = new StringWriter();
    List<String> options =
        List.of("-Xlint:all", "-Werror", "-p", runtime.toString(), "-d", folder.toString());

    javac
        .getTask(
            messages,
            null,
            null,
            options,
            null,
            javac.getStandardFileManager(null, null, null).getJavaFileObjects(module, program))
        .call();

    assertEquals("", messages.toString());
  }
}
