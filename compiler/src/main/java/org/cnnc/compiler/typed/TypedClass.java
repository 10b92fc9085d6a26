package org.cnnc.compiler.typed;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.cnnc.compiler.Compiler;
import org.cnnc.compiler.typed.JavaNames.PortName;
import org.cnnc.frontend.ModelDefinition;
import org.cnnc.runtime.artifact.Manifest;
import org.cnnc.runtime.artifact.Port;

/**
 * The Java source of a model's class. It is thin: what it does is in {@code org.cnnc.runtime}.
 *
 * @param manifest of any of its libraries; nothing of the target is used
 * @param isForDevices whether one of them is for OpenCL
 */
record TypedClass(
    ModelDefinition definition, Manifest manifest, boolean isForDevices, JavaNames names) {
  /** The name of the resource that lists the libraries. */
  String index() {
    return names.className() + ".cnnc";
  }

  /** The name of the resource with the model's tests. */
  String tests() {
    return names.className() + ".tests";
  }

  String text() {
    JavaText java = new JavaText();
    java.code(
        "// Written by %s from %s: change the model, not this."
            .formatted(Compiler.VERSION, source()));
    java.code("package %s;".formatted(names.packageName())).blank();
    imports().forEach(type -> java.code("import %s;".formatted(type)));
    java.blank();
    classDoc(java);
    java.code("public final class %s implements AutoCloseable {".formatted(names.className()));
    java.indent();
    constants(java, "input", names.inputs(), manifest.inputs());
    constants(java, "output", names.outputs(), manifest.outputs());
    model(java);
    new WorkspaceClass(definition, manifest, names).write(java);
    return java.unindent().code("}").toString();
  }

  private String source() {
    return Path.of(definition.sources().getFirst().file()).getFileName().toString();
  }

  private NavigableSet<String> imports() {
    NavigableSet<String> types = new TreeSet<>();
    types.add("java.io.InputStream");
    types.add("org.cnnc.runtime.Model");
    types.add("org.cnnc.runtime.Threads");
    if (!definition.tests().isEmpty()) {
      types.add("java.util.List");
      types.add("org.cnnc.runtime.SelfTest");
      types.add("org.cnnc.runtime.TestResult");
    }
    if (!manifest.inputs().isEmpty()) {
      types.add("org.cnnc.runtime.InputTensor");
    }
    if (!manifest.outputs().isEmpty()) {
      types.add("org.cnnc.runtime.OutputTensor");
    }
    if (!manifest.inputs().isEmpty() || !manifest.outputs().isEmpty()) {
      types.add("org.cnnc.runtime.artifact.ElementType");
      types.add("org.cnnc.runtime.artifact.Shape");
    }
    PictureMethod.of(manifest)
        .ifPresent(
            picture -> {
              types.add("java.awt.image.BufferedImage");
              types.add("org.cnnc.runtime.image." + picture.type());
              if (picture == PictureMethod.CLASSIFY) {
                types.add("java.util.List");
                types.add("org.cnnc.runtime.Label");
              }
            });
    return types;
  }

  private void classDoc(JavaText java) {
    if (!definition.doc().isBlank()) {
      java.docLines(definition.doc()).docLines("\n");
    }
    java.doc(
        String.format(
            Locale.ROOT,
            "`%s(%s) -> (%s)`, %,d parameters, %,d multiply-accumulates an image.",
            manifest.name(),
            list(manifest.inputs()),
            list(manifest.outputs()),
            manifest.parameters(),
            manifest.macs()));
    java.docLines("\n```java");
    java.docLines(
        "try (var net = %s.load(); var w = net.newWorkspace()) {".formatted(names.className()));
    for (int i = 0; i < names.inputs().size(); i++) {
      String method = names.inputs().get(i).method();
      java.docLines(
          "  w.%s().copyFrom(%s); // %s"
              .formatted(method, method, arrayOf(manifest.inputs().get(i))));
    }
    java.docLines("  w.run();");
    for (int i = 0; i < names.outputs().size(); i++) {
      String method = names.outputs().get(i).method();
      String array = arrayOf(manifest.outputs().get(i));
      java.docLines(
          "  %s %s = w.%s().%s();"
              .formatted(array, method, method, toArray(manifest.outputs().get(i))));
    }
    java.docLines("}\n```\n\n");
    java.doc(
        "All threads may share it; each that runs it needs a [Workspace] of its own. Misuse is an"
            + " [org.cnnc.runtime.CnncException] that says what was expected.");
  }

  private static String list(List<Port> ports) {
    return ports.stream().map(Port::toString).collect(Collectors.joining(", "));
  }

  private static String arrayOf(Port port) {
    return switch (port.type()) {
      case F32 -> "float[]";
      case I64 -> "long[]";
      case I32 -> "int[]";
      case BOOL -> "byte[]";
    };
  }

  private static String toArray(Port port) {
    return switch (port.type()) {
      case F32 -> "toFloatArray";
      case I64 -> "toLongArray";
      case I32 -> "toIntArray";
      case BOOL -> "toByteArray";
    };
  }

  private static void constants(
      JavaText java, String kind, List<PortName> names, List<Port> ports) {
    for (int i = 0; i < ports.size(); i++) {
      Port port = ports.get(i);
      String constant = names.get(i).constant();
      java.doc("The element type of the %s `%s`.".formatted(kind, port));
      java.code(
              "public static final ElementType %s_TYPE = ElementType.%s;"
                  .formatted(constant, port.type().name()))
          .blank();
      String batch = port.shape().batched() ? "; `N`, the batch, is chosen at each run" : "";
      java.doc("The shape of the %s `%s`%s.".formatted(kind, port, batch));
      java.code(
              "public static final Shape %s_SHAPE = Shape.%s(%s);"
                  .formatted(
                      constant,
                      port.shape().batched() ? "ofBatch" : "of",
                      port.shape().dims().stream()
                          .map(String::valueOf)
                          .collect(Collectors.joining(", "))))
          .blank();
      long elements = port.shape().elements();
      boolean isInt = elements <= Integer.MAX_VALUE;
      java.doc(
          "How many elements %s has."
              .formatted(
                  port.shape().batched()
                      ? "one image of `" + port.name() + "`"
                      : "`" + port.name() + "`"));
      java.code(
              "public static final %s %s_ELEMENTS = %d%s;"
                  .formatted(isInt ? "int" : "long", constant, elements, isInt ? "" : "L"))
          .blank();
    }
  }

  private void model(JavaText java) {
    String name = names.className();
    java.code(
        """
        private final Model model;

        private %s(Model model) {
          this.model = model;
        }

        /// Loads the best of the model's libraries that this machine can run.
        ///
        /// @throws org.cnnc.runtime.ModelLoadException if there is none, or one is damaged
        public static %s load() {
          return new %s(Model.load("%s", %s::resource));
        }

        /// A workspace for one caller, with room for one image; it grows as its inputs do. Its runs
        /// use all processors.
        public Workspace newWorkspace() {
          return newWorkspace(Threads.available(), 1);
        }

        /// A workspace for one caller.
        ///
        /// @param threads how many threads run each call together
        /// @param maxBatch for how many images at once there is room from the beginning
        public Workspace newWorkspace(Threads threads, int maxBatch) {
          return new Workspace(model.newWorkspace(threads, maxBatch));
        }

        /// The model itself, which knows its inputs and outputs by their names.
        public Model model() {
          return model;
        }
        """
            .formatted(name, name, name, index(), name));
    java.blank();
    if (isForDevices) {
      loadOnDevice(java);
    }
    if (!definition.tests().isEmpty()) {
      selfTest(java);
    }
    java.code(
        """
        /// Closes the model; it is unloaded when the last of its workspaces is closed, too.
        @Override
        public void close() {
          model.close();
        }

        private static InputStream resource(String name) {
          return %s.class.getResourceAsStream(name);
        }
        """
            .formatted(name));
    java.blank();
  }

  private void loadOnDevice(JavaText java) {
    String name = names.className();
    java.code(
        """
        /// Loads the model for a device, with `cnnc-backend-opencl` on the class path, too.
        ///
        /// @param device `gpu`, or a device's number or a part of its name; `auto` and `cpu` do
        ///     what [#load()] does
        /// @throws org.cnnc.runtime.ModelLoadException if what was packaged is damaged
        /// @throws org.cnnc.runtime.DeviceException if there is no such device, or it fails
        public static %s load(String device) {
          return new %s(Model.load("%s", %s::resource, device));
        }
        """
            .formatted(name, name, index(), name));
    java.blank();
  }

  private void selfTest(JavaText java) {
    java.code(
        """
        /// Runs the tests of the model's file on this machine, in order.
        ///
        /// @throws org.cnnc.runtime.ModelLoadException if they are missing or damaged
        public List<TestResult> selfTest() {
          return SelfTest.load("%s", %s::resource).run(model);
        }
        """
            .formatted(tests(), names.className()));
    java.blank();
  }
}
