package org.cnnc.compiler.typed;

import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.cnnc.compiler.Compiler;
import org.cnnc.compiler.CompilerOptions;
import org.cnnc.compiler.OutputFile;
import org.cnnc.compiler.UserException;
import org.cnnc.compiler.WorkFolder;
import org.cnnc.frontend.ModelDefinition;
import org.cnnc.ir.CompilerBug;
import org.cnnc.ir.spi.NativeForm;
import org.cnnc.runtime.Model;

/**
 * A jar with the classes of models and their libraries for several targets; beside it, a class path
 * needs the jar of {@code org.cnnc.runtime}. The same models give the same bytes.
 *
 * @param models what is in it; the files of their sources and resources are gone
 * @param bytes the size of the jar
 */
public record ModelJar(Path jar, List<TypedModel> models, long bytes) {
  /** Of all entries, as a clock would make each build another file. */
  private static final LocalDateTime TIME = LocalDateTime.of(2026, 1, 1, 0, 0);

  public ModelJar {
    models = List.copyOf(models);
  }

  /**
   * Writes a jar, which is complete or not there at all.
   *
   * @param targets what to compile for
   * @param jar where to write it; what is there is replaced
   * @throws UserException where a file cannot be written, or this is no JDK but a JRE
   */
  public static ModelJar write(
      List<ModelDefinition> definitions,
      CompilerOptions options,
      String packageName,
      List<String> targets,
      Path jar) {
    try (OutputFile output = OutputFile.of(jar);
        WorkFolder work = WorkFolder.beside(jar)) {
      Path sources = Files.createDirectory(work.folder().resolve("sources"));
      Path classes = Files.createDirectory(work.folder().resolve("classes"));
      TypedModel.Request request = new TypedModel.Request(packageName, targets, sources, classes);
      List<TypedModel> models = TypedModel.writeAll(definitions, options, request);
      compileJava(models.stream().map(TypedModel::source).toList(), classes);
      pack(classes, output.draft());
      output.commit();
      return new ModelJar(jar, models, Files.size(jar));
    } catch (IOException e) {
      throw new UserException("%s: cannot be written: %s".formatted(jar, OutputFile.reason(e)));
    }
  }

  private static void compileJava(List<Path> sources, Path classes) throws IOException {
    JavaCompiler javac = ToolProvider.getSystemJavaCompiler();
    if (javac == null) {
      throw new UserException(
          "--emit jar needs a JDK, and this Java has no compiler",
          "run cnnc on a JDK, or take --emit java");
    }
    StringWriter messages = new StringWriter();
    try (StandardJavaFileManager files =
        javac.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
      List<String> options =
          List.of("-cp", runtime().toString(), "-d", classes.toString(), "-proc:none", "-g");
      boolean compiled =
          javac
              .getTask(
                  messages, files, null, options, null, files.getJavaFileObjectsFromPaths(sources))
              .call();
      if (!compiled) {
        throw new CompilerBug("emit", "the class does not compile: " + messages);
      }
    }
  }

  private static Path runtime() {
    try {
      return Path.of(Model.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new CompilerBug("emit", "classes from a place that is no file", e);
    }
  }

  private static void pack(Path classes, Path jar) throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.walk(classes)) {
      files =
          all.filter(Files::isRegularFile)
              .sorted(Comparator.comparing(file -> entryName(classes, file)))
              .toList();
    }
    try (OutputStream out = Files.newOutputStream(jar);
        JarOutputStream entries = new JarOutputStream(out)) {
      JarEntry manifest = entry(JarFile.MANIFEST_NAME);
      entries.putNextEntry(manifest);
      entries.write(
          "Manifest-Version: 1.0\r\nCreated-By: %s\r\n\r\n"
              .formatted(Compiler.VERSION)
              .getBytes(StandardCharsets.UTF_8));
      for (Path file : files) {
        entries.putNextEntry(stored(entry(entryName(classes, file)), file));
        Files.copy(file, entries);
      }
    }
  }

  private static String entryName(Path folder, Path file) {
    return folder.relativize(file).toString().replace('\\', '/');
  }

  private static JarEntry entry(String name) {
    JarEntry entry = new JarEntry(name);
    entry.setTimeLocal(TIME);
    return entry;
  }

  /** What is compiled is mostly weights, which do not get smaller, only slower to read. */
  private static JarEntry stored(JarEntry entry, Path file) throws IOException {
    if (Arrays.stream(NativeForm.values()).noneMatch(f -> entry.getName().endsWith(f.suffix()))) {
      return entry;
    }
    CRC32 crc = new CRC32();
    try (var in = Files.newInputStream(file)) {
      byte[] chunk = new byte[1 << 16];
      for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
        crc.update(chunk, 0, n);
      }
    }
    entry.setMethod(ZipEntry.STORED);
    entry.setSize(Files.size(file));
    entry.setCrc(crc.getValue());
    return entry;
  }
}
