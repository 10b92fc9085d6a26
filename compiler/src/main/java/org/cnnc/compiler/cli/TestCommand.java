package org.cnnc.compiler.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.cnnc.compiler.Compiler;
import org.cnnc.compiler.CompilerOptions;
import org.cnnc.compiler.ModelCache;
import org.cnnc.compiler.UserException;
import org.cnnc.compiler.run.TestData;
import org.cnnc.frontend.ModelDefinition;
import org.cnnc.runtime.Model;
import org.cnnc.runtime.SelfTest;
import org.cnnc.runtime.TestResult;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code cnnc test lenet5.cnn}. */
@Command(
    name = "test",
    description = {
      "Runs the tests of a model file, and prints a line for each.",
      "Those of every model that needs no arguments, or of the one that --model names."
    },
    mixinStandardHelpOptions = true)
final class TestCommand implements Callable<Integer> {
  @Parameters(paramLabel = "MODEL", description = "a .cnn file with tests")
  private Path file;

  @Mixin private ModelOptions modelOptions;
  @Mixin private TargetOption targetOption;
  @Mixin private JsonOption json;

  /** The results of one model's tests. */
  private record Report(String model, List<TestResult> results) {}

  @Override
  public Integer call() {
    CompilerOptions options = targetOption.applyTo(modelOptions.compilerOptions());
    List<Report> reports = new ArrayList<>();
    try (Progress progress = Progress.ofTerminal()) {
      for (ModelDefinition definition : new Compiler(options).loadAll(file)) {
        if (!definition.tests().isEmpty()) {
          progress.step("testing " + definition.name());
          reports.add(new Report(definition.name(), run(definition, options)));
        }
      }
    }
    if (reports.isEmpty()) {
      throw new UserException(
          "%s: no tests of a model that needs no arguments".formatted(file),
          "write one: test \"a seven\" for MODEL { input = ...  expect ... }");
    }
    if (json.isSet()) {
      json.print(asJson(reports));
    } else {
      reports.forEach(this::print);
    }
    boolean passed =
        reports.stream().flatMap(r -> r.results().stream()).allMatch(TestResult::passed);
    return (passed ? ExitStatus.OK : ExitStatus.ERROR).code();
  }

  private List<TestResult> run(ModelDefinition definition, CompilerOptions options) {
    Compiler compiler = new Compiler(options.withModel(definition.name()));
    try (Model model = Model.load(compiler.compileCached(file, ModelCache.ofUser()))) {
      return new SelfTest(TestData.of(definition, model.manifest())).run(model);
    }
  }

  private void print(Report report) {
    for (TestResult result : report.results()) {
      json.out()
          .printf(
              "%s  %s: %s%n", result.passed() ? "ok  " : "FAIL", report.model(), result.title());
      result.failures().forEach(failure -> json.out().println("      " + failure));
    }
  }

  private static JsonObject asJson(List<Report> reports) {
    JsonArray tests = new JsonArray();
    for (Report report : reports) {
      for (TestResult result : report.results()) {
        JsonArray failures = new JsonArray();
        result.failures().forEach(failures::add);
        JsonObject each = new JsonObject();
        each.addProperty("model", report.model());
        each.addProperty("title", result.title());
        each.addProperty("passed", result.passed());
        each.add("failures", failures);
        tests.add(each);
      }
    }
    JsonObject object = new JsonObject();
    object.add("tests", tests);
    return object;
  }
}
