package org.cnnc.compiler.typed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.io.StringWriter;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.cnnc.compiler.Compiler;
import org.cnnc.compiler.CompilerOptions;
import org.cnnc.compiler.UserException;
import org.cnnc.frontend.ModelDefinition;
import org.cnnc.frontend.diagnostic.Code;
import org.cnnc.frontend.diagnostic.Diagnostic;
import org.cnnc.frontend.diagnostic.DiagnosticException;
import org.cnnc.runtime.Model;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Models become classes that compile without a warning, and do what they say. */
class TypedModelTest {
  private static final Path MODELS = Path.of("src/test/resources/typed");
  private static final String PACKAGE = "com.acme.nets";

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({"quadrants.cnn, Quadrants", "negative.cnn, Negative", "names.cnn, Model_"})
  void theSourceIsThatOfTheGolden(String model, String className) throws IOException {
    TypedModel typed = write(MODELS.resolve(model));

    assertEquals(PACKAGE + "." + className, typed.className());
    Path golden = MODELS.resolve(className + ".java");
    String source = Files.readString(typed.source());
    if (Boolean.getBoolean("cnnc.updateGoldens")) {
      Files.writeString(golden, source);
    }
    assertEquals(Files.readString(golden), source, golden::toString);
    assertEquals(source, Files.readString(write(MODELS.resolve(model)).source()), "a second time");
  }

  @Test
  void classifiesPictures() throws Exception {
    String result =
        run(
            write(MODELS.resolve("quadrants.cnn")),
            """
            BufferedImage picture = new BufferedImage(40, 40, BufferedImage.TYPE_BYTE_GRAY);
            picture.getRaster().setSample(30, 5, 0, 200);
            picture.getRaster().setSample(5, 30, 0, 100);
            try (var net = Quadrants.load();
                var w = net.newWorkspace()) {
              String labels = "";
              for (Label label : w.classify(picture)) {
                labels += label.index() + " " + label.name() + " " + label.score() + "; ";
              }
              return labels + Quadrants.IMAGE_SHAPE + " " + Quadrants.SCORES_ELEMENTS;
            }
            """);

    // The JDK gives each sample to the quarter of its pixel: 200 and 100 of 400 pixels, rounded
    // twice.
    assertTrue(result.startsWith("1 top right "), result);
    assertTrue(result.contains("; 2 bottom left "), result);
    assertTrue(result.endsWith("; 0 top left 0.0; 3 bottom right 0.0; [N, 1, 4, 4] 4"), result);
  }

  @Test
  void runsTheTestsOfItsFile() throws Exception {
    String result =
        run(
            write(MODELS.resolve("quadrants.cnn")),
            """
            try (var net = Quadrants.load()) {
              String results = "";
              for (TestResult result : net.selfTest()) {
                results += result.title() + ": " + result.failures() + "\\n";
              }
              return results;
            }
            """);

    assertEquals(
        """
        one bright quarter: []
        what does not hold: [quadrants.cnn:22:10: top1(scores) is 1, not 3,\
         quadrants.cnn:22:29: scores[0, 0] is 0.0, not > 0.5,\
         quadrants.cnn:22:49: element 3 of scores is 2.0, expected 2.5 within 0.25]
        """,
        result);
  }

  @Test
  void makesPicturesOfPictures() throws Exception {
    String result =
        run(
            write(MODELS.resolve("negative.cnn")),
            """
            BufferedImage picture = new BufferedImage(3, 2, BufferedImage.TYPE_INT_RGB);
            picture.setRGB(1, 1, 0x804060);
            try (var net = Negative.load();
                var w = net.newWorkspace()) {
              BufferedImage negative = w.apply(picture);
              return "%x %x %d"
                  .formatted(negative.getRGB(1, 1), negative.getRGB(0, 0), negative.getWidth());
            }
            """);

    // Each is mirrored at its mean: red, 178 for 128 and 306 for 0, is cut to 255; green; blue.
    assertEquals("ffb2bf6c ffffffcc 3", result);
  }

  @Test
  void namesAreWhatJavaAllows() throws Exception {
    String result =
        run(
            write(MODELS.resolve("names.cnn")),
            """
            try (var net = Model_.load();
                var w = net.newWorkspace(Threads.of(1), 1)) {
              w.pixelValues().copyFrom(new float[] {1, 2});
              w.class_().copyFrom(new long[] {3, 4, 5});
              w.workspace().copyFrom(new byte[] {0, 1});
              w.run();
              return w.run_().toFloatArray()[1] + " " + w.totalSum().toLongArray()[2] + " "
                  + w.both().toByteArray()[1] + " " + net.model().name();
            }
            """);

    assertEquals("4.0 10 1 Model", result);
  }

  @Test
  void twoVersionsOfAModelLiveInOneProcess() throws Exception {
    Path old = version("old", 2);
    Path young = version("young", 3);
    try (URLClassLoader first = loader(old);
        URLClassLoader second = loader(young)) {
      assertEquals("2.0", call(first));
      assertEquals("3.0", call(second));
      assertEquals("2.0", call(first));
    }
  }

  /** The classes of a version of one model, with a {@code Use} that runs it on 1. */
  private Path version(String name, int factor) throws IOException {
    Path work = Files.createDirectory(folder.resolve(name));
    Path model =
        Files.writeString(
            work.resolve("times.cnn"),
            """
            cnn 1
            model Times {
              input  x: f32[N, 1]
              output y: f32[N, 1]
              y = x * %d
            }
            """
                .formatted(factor));
    TypedModel typed = write(model, work, "native");
    compile(
        work,
        typed,
        """
        try (var net = Times.load(); var w = net.newWorkspace()) {
          w.x().copyFrom(new float[] {1});
          w.run();
          return "" + w.y().toFloatArray()[0];
        }
        """);
    return work;
  }

  @Test
  void twoInputsOfOneNameInJavaAreAMistakeWithAPlace() throws IOException {
    Path model =
        Files.writeString(
            folder.resolve("clash.cnn"),
            """
            cnn 1
            model Clash {
              input  an_image: f32[N, 2]
              input  anImage:  f32[N, 2]
              output y: f32[N, 2]
              y = an_image + anImage
            }
            """);

    DiagnosticException e = assertThrows(DiagnosticException.class, () -> write(model));

    Diagnostic clash = e.diagnostics().getFirst();
    assertEquals(Code.DUPLICATE_NAME, clash.code());
    assertEquals(model + ":4:10", clash.span().toString());
    assertEquals(
        "`an_image` and `anImage` of Clash would both be `anImage()` in Java", clash.message());
  }

  @ParameterizedTest
  @CsvSource({"com.acme.class", "com..acme", "1nets", "''"})
  void aPackageMustHaveAName(String packageName) {
    List<ModelDefinition> models = load(MODELS.resolve("names.cnn"));
    TypedModel.Request request =
        new TypedModel.Request(packageName, List.of("native"), folder, folder);

    UserException e =
        assertThrows(
            UserException.class,
            () -> TypedModel.writeAll(models, CompilerOptions.DEFAULT, request));

    assertEquals("--package %s: no name of a Java package".formatted(packageName), e.getMessage());
  }

  @Test
  void modelsOfOneClassNameAreRefused() throws IOException {
    Path model =
        Files.writeString(
            folder.resolve("two.cnn"),
            """
            cnn 1
            model tiny { input x: f32[N, 1] output y: f32[N, 1] y = x * 2 }
            model Tiny { input x: f32[N, 1] output y: f32[N, 1] y = x * 3 }
            """);

    UserException e = assertThrows(UserException.class, () -> write(model));

    assertEquals("the models tiny and Tiny would both be the class Tiny", e.getMessage());
  }

  @Test
  void librariesAreListedBestFirst() {
    TypedModel typed =
        write(
            MODELS.resolve("negative.cnn"),
            folder,
            "x86-64-v2",
            "aarch64",
            "x86-64-v4",
            "x86-64-v3");

    assertEquals(
        List.of(
            "Negative.cnnc",
            "Negative-aarch64.so",
            "Negative-x86-64-v4.so",
            "Negative-x86-64-v3.so",
            "Negative-x86-64-v2.so"),
        typed.resources().stream().map(file -> file.getFileName().toString()).toList());
  }

  @Test
  void runsOnADeviceWhereItIsPackagedForOpenCl() throws Exception {
    String result =
        run(
            write(MODELS.resolve("quadrants.cnn"), folder, "native", "opencl"),
            """
            try (var cpu = Quadrants.load();
                var device = Quadrants.load("0")) {
              return cpu.model().manifest().platform().os() + " "
                  + device.model().manifest().platform().os() + " "
                  + device.selfTest().getFirst().failures();
            } catch (org.cnnc.runtime.DeviceException e) {
              return e.getMessage();
            }
            """);

    if (result.startsWith("OpenCL cannot list") || result.startsWith("this machine has no")) {
      System.err.println("TypedModelTest: a class on a device is NOT tested: " + result);
      abort(result);
    }
    assertEquals("linux any []", result);
  }

  @Test
  void aJarIsTheSameEachTimeAndRuns() throws Exception {
    Path jar = folder.resolve("quadrants.jar");
    byte[] first = jar(jar);

    assertEquals(0, Arrays.compare(first, jar(jar)), "the bytes of the second jar");
    try (var files = Files.list(folder)) {
      assertEquals(List.of(jar), files.toList(), "nothing is left behind");
    }
    try (URLClassLoader loader =
        new URLClassLoader(new URL[] {jar.toUri().toURL()}, getClass().getClassLoader())) {
      Class<?> quadrants = loader.loadClass(PACKAGE + ".Quadrants");
      try (AutoCloseable net = (AutoCloseable) quadrants.getMethod("load").invoke(null)) {
        Model model = (Model) quadrants.getMethod("model").invoke(net);
        assertEquals("quadrants(image: f32[N, 1, 4, 4]) -> (scores: f32[N, 4])", model.toString());
      }
    }
  }

  private static byte[] jar(Path jar) throws IOException {
    ModelJar.write(
        load(MODELS.resolve("quadrants.cnn")),
        CompilerOptions.DEFAULT,
        PACKAGE,
        List.of("native", "x86-64-v2"),
        jar);
    return Files.readAllBytes(jar);
  }

  private static List<ModelDefinition> load(Path model) {
    return new Compiler(CompilerOptions.DEFAULT).loadAll(model);
  }

  private TypedModel write(Path model) {
    return write(model, folder, "native");
  }

  private static TypedModel write(Path model, Path folder, String... targets) {
    TypedModel.Request request = new TypedModel.Request(PACKAGE, List.of(targets), folder, folder);
    return TypedModel.writeAll(load(model), CompilerOptions.DEFAULT, request).getFirst();
  }

  /** What a method with this body returns. */
  private String run(TypedModel typed, String body) throws Exception {
    compile(folder, typed, body);
    try (URLClassLoader loader = loader(folder)) {
      return call(loader);
    }
  }

  private URLClassLoader loader(Path classes) throws IOException {
    return new URLClassLoader(new URL[] {classes.toUri().toURL()}, getClass().getClassLoader());
  }

  private static String call(ClassLoader loader) throws ReflectiveOperationException {
    return (String) loader.loadClass("Use").getMethod("run").invoke(null);
  }

  private static void compile(Path work, TypedModel typed, String body) throws IOException {
    Path use =
        Files.writeString(
            work.resolve("Use.java"),
            """
            import com.acme.nets.*;
            import java.awt.image.BufferedImage;
            import org.cnnc.runtime.Label;
            import org.cnnc.runtime.TestResult;
            import org.cnnc.runtime.Threads;

            public class Use {
              private Use() {}

              public static String run() {
                %s
              }
            }
            """
                .formatted(body));
    StringWriter messages = new StringWriter();
    JavaCompiler javac = ToolProvider.getSystemJavaCompiler();
    try (StandardJavaFileManager files = javac.getStandardFileManager(null, null, null)) {
      // As a user compiles it: with the runtime alone on the class path.
      String runtime = Model.class.getProtectionDomain().getCodeSource().getLocation().getPath();
      List<String> options =
          List.of(
              "-Xlint:all",
              "-Werror",
              "-Xdoclint:all,-missing",
              "-cp",
              runtime,
              "-d",
              work.toString(),
              "-proc:none");
      boolean compiled =
          javac
              .getTask(
                  messages,
                  files,
                  null,
                  options,
                  null,
                  files.getJavaFileObjects(typed.source(), use))
              .call();
      assertTrue(compiled, messages.toString());
    }
  }
}
