package org.cnnc.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the module descriptors cannot say: which packages see which, inside and across modules. */
class ArchitectureTest {
  private static final String LLVM_BINDING = "org.cnnc.backend.llvm.binding..";
  private static final String OPENCL_BINDING = "org.cnnc.backend.opencl.binding..";

  private static final String RULE = "org.cnnc.optimizer.rule.Rule";

  /** For each module's packages, those they may use: the table of docs/ARCHITECTURE.md. */
  private static final Map<String, List<String>> MAY_USE =
      Map.of(
          "org.cnnc.grammar", List.of(),
          "org.cnnc.ir", List.of(),
          "org.cnnc.runtime", List.of(),
          "org.cnnc.frontend", List.of("org.cnnc.grammar", "org.cnnc.ir"),
          "org.cnnc.optimizer", List.of("org.cnnc.ir"),
          "org.cnnc.backend.llvm", List.of("org.cnnc.ir"),
          "org.cnnc.backend.opencl", List.of("org.cnnc.ir", "org.cnnc.runtime"),
          "org.cnnc.compiler",
              List.of(
                  "org.cnnc.frontend", "org.cnnc.ir", "org.cnnc.optimizer", "org.cnnc.runtime"));

  private static JavaClasses classes;

  @BeforeAll
  static void readClassFiles() {
    classes =
        new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("org.cnnc");
    assertTrue(classes.contain("org.cnnc.compiler.Main"), "no class files found to check");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "org.cnnc.grammar",
        "org.cnnc.ir",
        "org.cnnc.runtime",
        "org.cnnc.frontend",
        "org.cnnc.optimizer",
        "org.cnnc.backend.llvm",
        "org.cnnc.backend.opencl",
        "org.cnnc.compiler"
      })
  void usesOnlyTheModulesItMay(String module) {
    String[] forbidden =
        MAY_USE.keySet().stream()
            .filter(other -> !other.equals(module) && !MAY_USE.get(module).contains(other))
            .map(other -> other + "..")
            .toArray(String[]::new);
    noClasses()
        .that()
        .resideInAPackage(module + "..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(forbidden)
        .because("docs/ARCHITECTURE.md gives the direction of dependencies")
        .check(classes);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "org.cnnc.ir",
        "org.cnnc.runtime",
        "org.cnnc.frontend",
        "org.cnnc.optimizer",
        "org.cnnc.backend.llvm",
        "org.cnnc.backend.opencl",
        "org.cnnc.compiler"
      })
  void hasNoPackageCycles(String module) {
    slices()
        .matching(module + ".(**)")
        .should()
        .beFreeOfCycles()
        .because("a package can be read alone only when those it uses do not use it")
        // A module may have one package only.
        .allowEmptyShould(true)
        .check(classes);
  }

  @Test
  void onlyTheBindingsSeeJavaCpp() {
    noClasses()
        .that()
        .resideOutsideOfPackages(LLVM_BINDING, OPENCL_BINDING)
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.bytedeco..")
        .because("pointer lifetimes are kept in one place")
        .check(classes);
  }

  @Test
  void onlyOnnxSeesProtobuf() {
    noClasses()
        .that()
        .resideOutsideOfPackage("org.cnnc.frontend.onnx..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("ai.onnx.proto..", "com.google.protobuf..")
        .because("ONNX's messages are a file format, not a model of graphs")
        .check(classes);
  }

  @Test
  void foreignMemoryStaysWhereMemoryIsOwned() {
    noClasses()
        .that()
        .resideOutsideOfPackages(
            "org.cnnc.runtime..",
            "org.cnnc.ir.tensor..",
            "org.cnnc.ir.loop.interpreter..",
            "org.cnnc.frontend.weights..",
            "org.cnnc.compiler.run..",
            // Inputs of random numbers may be longer than an array of Java.
            "org.cnnc.compiler.measure..",
            "org.cnnc.backend.opencl.execute..",
            LLVM_BINDING,
            OPENCL_BINDING)
        .should()
        .dependOnClassesThat()
        .resideInAPackage("java.lang.foreign..")
        .because("everything else works with tensors, and cannot leak or overrun one")
        .check(classes);
  }

  @Test
  void rulesAreRecords() {
    classes()
        .that()
        .implement(RULE)
        .should()
        .beRecords()
        .because("a rewrite holds no state between two uses")
        .check(classes);
  }

  @Test
  void rulesDoNotCallRules() {
    noClasses()
        .that()
        .implement(RULE)
        .should()
        .dependOnClassesThat()
        .implement(RULE)
        .because("the pipeline alone decides the order")
        .check(classes);
  }
}
