package org.cnnc.compiler.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.List;
import java.util.concurrent.Callable;
import org.cnnc.compiler.doctor.Check;
import org.cnnc.compiler.doctor.Doctor;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code cnnc doctor}. */
@Command(
    name = "doctor",
    description =
        "Looks at what cnnc needs here: Java, the CPU, LLVM and other backends, the caches; compiles"
            + " and runs a small model. Each line says ok, or what to do; exits with 1 where something"
            + " failed.",
    mixinStandardHelpOptions = true)
final class DoctorCommand implements Callable<Integer> {
  @Mixin private JsonOption json;

  @Override
  public Integer call() {
    List<Check> checks = Doctor.examine();
    if (json.isSet()) {
      JsonArray array = new JsonArray();
      checks.forEach(check -> array.add(asJson(check)));
      json.print(array);
    } else {
      checks.forEach(this::print);
    }
    boolean failed = checks.stream().anyMatch(check -> check.status() == Check.Status.FAILED);
    return (failed ? ExitStatus.ERROR : ExitStatus.OK).code();
  }

  private void print(Check check) {
    json.out().printf("%-8s %s: %s%n", check.status(), check.name(), check.found());
    check.remedy().ifPresent(remedy -> json.out().printf("         = help: %s%n", remedy));
  }

  private static JsonObject asJson(Check check) {
    JsonObject object = new JsonObject();
    object.addProperty("check", check.name());
    object.addProperty("status", check.status().toString());
    object.addProperty("found", check.found());
    object.addProperty("remedy", check.remedy().orElse(null));
    return object;
  }
}
