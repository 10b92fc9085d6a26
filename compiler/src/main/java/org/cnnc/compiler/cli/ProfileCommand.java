package org.cnnc.compiler.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.cnnc.compiler.Compiler;
import org.cnnc.compiler.CompilerOptions;
import org.cnnc.compiler.UserException;
import org.cnnc.compiler.measure.Profile;
import org.cnnc.compiler.measure.Profiler;
import org.cnnc.frontend.ModelDefinition;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code cnnc profile resnet.cnn --model ResNet18 --weights random:1}. */
@Command(
    name = "profile",
    description = {
      "Measures each kernel of a model's run on a random image: time, GFLOP/s, bytes, and how near"
          + " that is to what the machine allows. The longest is printed first.",
      "Roofline: the time that its multiply-adds or its bytes need at the machine's peaks, whichever"
          + " is longer, as a part of its time. The peaks are measured in turns with the model; the"
          + " memory's is that of reading as many bytes as the model's weights and workspace have, so"
          + " what lies in a faster cache can pass 100 %%, and so can Winograd's convolutions, which"
          + " need fewer operations than are counted.",
      "With --target opencl, times are the device's own, and peaks those of this machine's CPU."
    },
    mixinStandardHelpOptions = true)
final class ProfileCommand implements Callable<Integer> {
  @Parameters(paramLabel = "MODEL", description = "a .cnn or .onnx file")
  private Path file;

  @Mixin private MeasureOptions measureOptions;
  @Mixin private ModelOptions modelOptions;
  @Mixin private TargetOption targetOption;
  @Mixin private TuneOptions tuneOptions;
  @Mixin private DeviceOption deviceOption;
  @Mixin private JsonOption json;

  @Override
  public Integer call() {
    if (!Compiler.isModelFile(file)) {
      throw new UserException(
          "%s: only model files can be profiled, .cnn or .onnx".formatted(file),
          "a library does not say which layers its kernels compute; `cnnc bench` measures it");
    }
    List<Integer> threads = measureOptions.threads();
    double seconds = measureOptions.seconds();
    CompilerOptions options = targetOption.applyTo(modelOptions.compilerOptions());
    List<Profile> profiles = new ArrayList<>();
    try (Progress progress = Progress.ofTerminal()) {
      Compiler compiler = new Compiler(tuneOptions.applyTo(options, file, progress));
      progress.step("reading " + file);
      ModelDefinition definition = compiler.load(file);
      for (int count : threads) {
        progress.step("measuring %s, threads: %d".formatted(definition.name(), count));
        profiles.add(new Profiler(compiler, deviceOption.device(), count, seconds).run(definition));
      }
    }
    if (json.isSet()) {
      json.print(asJson(profiles));
    } else {
      profiles.forEach(profile -> json.out().print(new ProfileReport(profile).asText()));
    }
    return ExitStatus.OK.code();
  }

  private static JsonObject asJson(List<Profile> profiles) {
    JsonObject json = new JsonObject();
    json.addProperty("model", profiles.getFirst().model());
    json.addProperty("cpu", profiles.getFirst().cpu());
    JsonArray results = new JsonArray();
    profiles.forEach(profile -> results.add(new ProfileReport(profile).asJson()));
    json.add("results", results);
    return json;
  }
}
