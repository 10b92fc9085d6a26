package org.cnnc.compiler.typed;

import java.util.List;
import java.util.Set;
import org.cnnc.compiler.typed.JavaNames.PortName;
import org.cnnc.frontend.ModelDefinition;
import org.cnnc.runtime.artifact.Manifest;
import org.cnnc.runtime.artifact.Port;

/**
 * The class of a workspace that stands within a model's class.
 *
 * @param manifest of any of the model's libraries
 */
record WorkspaceClass(ModelDefinition definition, Manifest manifest, JavaNames names) {
  private static final Set<String> FIELDS = Set.of("workspace", "classifier", "filter");

  void write(JavaText java) {
    java.doc(
        "The memory and the threads that one caller needs to run the model; for one thread at a"
            + " time.");
    java.code("public static final class Workspace implements AutoCloseable {").indent();
    fields(java);
    constructor(java);
    tensors(java, "InputTensor", names.inputs(), manifest.inputs(), inputDocs());
    tensors(java, "OutputTensor", names.outputs(), manifest.outputs(), outputDocs());
    java.code(
        """
        /// Runs the model on all the images that its inputs hold.
        public void run() {
          workspace.run();
        }

        /// Runs the model on the first `batch` images that its inputs hold.
        public void run(int batch) {
          workspace.run(batch);
        }
        """);
    java.blank();
    PictureMethod.of(manifest).ifPresent(picture -> java.code(picture.text()).blank());
    java.code(
        """
        /// Ends the threads and frees the memory.
        @Override
        public void close() {
          workspace.close();
        }
        """);
    java.unindent().code("}");
  }

  private void fields(JavaText java) {
    java.code("private final org.cnnc.runtime.Workspace workspace;");
    names.inputs().forEach(n -> java.code("private final InputTensor %s;".formatted(field(n))));
    names.outputs().forEach(n -> java.code("private final OutputTensor %s;".formatted(field(n))));
    PictureMethod.of(manifest)
        .ifPresent(
            picture ->
                java.code("private final %s %s;".formatted(picture.type(), picture.field())));
    java.blank();
  }

  /** Fields are named as methods are, but for those that the class has anyway. */
  private String field(PortName name) {
    return FIELDS.contains(name.method()) ? name.method() + "_" : name.method();
  }

  private void constructor(JavaText java) {
    java.code("private Workspace(org.cnnc.runtime.Workspace workspace) {").indent();
    java.code("this.workspace = workspace;");
    names
        .inputs()
        .forEach(
            n ->
                java.code(
                    "this.%s = workspace.input(%s);"
                        .formatted(field(n), JavaText.quoted(n.port()))));
    names
        .outputs()
        .forEach(
            n ->
                java.code(
                    "this.%s = workspace.output(%s);"
                        .formatted(field(n), JavaText.quoted(n.port()))));
    PictureMethod.of(manifest)
        .ifPresent(
            picture ->
                java.code(
                    "this.%s = new %s(workspace, %s, %s);"
                        .formatted(
                            picture.field(),
                            picture.type(),
                            JavaText.quoted(names.inputs().getFirst().port()),
                            JavaText.quoted(names.outputs().getFirst().port()))));
    java.unindent().code("}").blank();
  }

  private void tensors(
      JavaText java, String type, List<PortName> names, List<Port> ports, List<String> docs) {
    for (int i = 0; i < ports.size(); i++) {
      if (docs.get(i).isBlank()) {
        java.doc("`%s`.".formatted(ports.get(i)));
      } else {
        java.docLines(docs.get(i)).docLines("\n").doc("`%s`".formatted(ports.get(i)));
      }
      java.code(
              """
              public %s %s() {
                return %s;
              }
              """
                  .formatted(type, names.get(i).method(), field(names.get(i))))
          .blank();
    }
  }

  private List<String> inputDocs() {
    return definition.inputs().stream().map(input -> input.declared().doc()).toList();
  }

  private List<String> outputDocs() {
    return definition.outputs().stream().map(output -> output.declared().doc()).toList();
  }
}
