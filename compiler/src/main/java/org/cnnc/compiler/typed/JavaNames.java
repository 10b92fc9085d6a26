package org.cnnc.compiler.typed;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import javax.lang.model.SourceVersion;
import org.cnnc.compiler.UserException;
import org.cnnc.frontend.ModelDefinition;
import org.cnnc.frontend.ModelDefinition.Declared;
import org.cnnc.frontend.diagnostic.Code;
import org.cnnc.frontend.diagnostic.Diagnostic;
import org.cnnc.frontend.diagnostic.DiagnosticException;

/**
 * What a model, its inputs and its outputs are called in Java: {@code pixel_values} and {@code
 * pixel.values} are {@code pixelValues()}, a class begins with a capital. What Java does not allow,
 * or the class needs itself, gets an underscore at its end.
 *
 * @param packageName such as {@code com.acme.nets}
 * @param inputs in the order of the model
 * @param outputs in the order of the model
 */
record JavaNames(
    String packageName, String className, List<PortName> inputs, List<PortName> outputs) {

  /** Methods without parameters that the class of a workspace has already. */
  private static final Set<String> METHODS =
      Set.of(
          "clone",
          "close",
          "finalize",
          "getClass",
          "hashCode",
          "notify",
          "notifyAll",
          "run",
          "toString",
          "wait");

  /** Types that the generated source names in short. */
  private static final Set<String> TYPES =
      Set.of(
          "AutoCloseable",
          "BufferedImage",
          "ElementType",
          "InputStream",
          "InputTensor",
          "Label",
          "List",
          "Model",
          "OutputTensor",
          "Override",
          "PictureClassifier",
          "PictureFilter",
          "SelfTest",
          "Shape",
          "TestResult",
          "Threads",
          "Workspace");

  /**
   * An input or output.
   *
   * @param port its name in the model
   * @param method such as {@code pixelValues}
   */
  record PortName(String port, String method) {
    /** What its constants begin with, such as {@code PIXEL_VALUES}. */
    String constant() {
      return method
          .replaceAll("_$", "")
          .replaceAll("([a-z0-9])([A-Z])", "$1_$2")
          .toUpperCase(Locale.ROOT);
    }
  }

  JavaNames {
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
  }

  /**
   * The names of a model.
   *
   * @throws UserException where the package's name is none
   * @throws DiagnosticException where two inputs or outputs have the same name in Java
   */
  static JavaNames of(ModelDefinition definition, String packageName) {
    if (!SourceVersion.isName(packageName)) {
      throw new UserException(
          "--package %s: no name of a Java package".formatted(packageName),
          "write one such as com.acme.nets");
    }
    List<PortName> inputs =
        definition.inputs().stream().map(input -> portName(input.name())).toList();
    List<PortName> outputs =
        definition.outputs().stream().map(output -> portName(output.name())).toList();
    checkClashes(definition, inputs, outputs);
    return new JavaNames(packageName, className(definition.name()), inputs, outputs);
  }

  private static void checkClashes(
      ModelDefinition definition, List<PortName> inputs, List<PortName> outputs) {
    List<Declared> declared =
        Stream.concat(
                definition.inputs().stream().map(ModelDefinition.InputSpec::declared),
                definition.outputs().stream().map(ModelDefinition.OutputSpec::declared))
            .toList();
    List<PortName> all = Stream.concat(inputs.stream(), outputs.stream()).toList();
    List<Diagnostic> mistakes = new ArrayList<>();
    Map<String, PortName> taken = new LinkedHashMap<>();
    for (int i = 0; i < all.size(); i++) {
      PortName name = all.get(i);
      // Constants differ less than methods do.
      PortName first = taken.putIfAbsent(name.constant(), name);
      if (first != null) {
        mistakes.add(clash(definition, first, name, declared.get(i)));
      }
    }
    if (!mistakes.isEmpty()) {
      throw new DiagnosticException(mistakes, Map.of());
    }
  }

  private static Diagnostic clash(
      ModelDefinition definition, PortName first, PortName second, Declared declared) {
    String message =
        "`%s` and `%s` of %s would both be `%s()` in Java"
            .formatted(first.port(), second.port(), definition.name(), second.method());
    String file = definition.sources().getFirst().file();
    return declared
        .place()
        .map(place -> Diagnostic.at(place, Code.DUPLICATE_NAME, message))
        .orElseGet(() -> Diagnostic.ofFile(file, Code.DUPLICATE_NAME, message))
        .help("give one of them another name");
  }

  private static PortName portName(String port) {
    String camel = camelCase(port);
    String method = Character.toLowerCase(camel.charAt(0)) + camel.substring(1);
    boolean free = SourceVersion.isName(method) && !METHODS.contains(method);
    return new PortName(port, free ? method : method + "_");
  }

  private static String className(String model) {
    String camel = camelCase(model);
    String name = Character.toUpperCase(camel.charAt(0)) + camel.substring(1);
    return TYPES.contains(name) ? name + "_" : name;
  }

  /**
   * The words between what no identifier may have, and underscores, each but the first with a
   * capital.
   */
  private static String camelCase(String name) {
    StringBuilder camel = new StringBuilder();
    boolean begins = false;
    for (int c : name.codePoints().toArray()) {
      boolean part =
          Character.isJavaIdentifierPart(c)
              && c != '_'
              && c != '$'
              && !Character.isIdentifierIgnorable(c);
      if (part) {
        camel.appendCodePoint(begins && !camel.isEmpty() ? Character.toUpperCase(c) : c);
      }
      begins = !part;
    }
    boolean startsWell = !camel.isEmpty() && Character.isJavaIdentifierStart(camel.codePointAt(0));
    return startsWell ? camel.toString() : "_" + camel;
  }
}
