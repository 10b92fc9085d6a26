package org.cnnc.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.cnnc.runtime.Device;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the command line does with models for OpenCL and with bundles that have one. */
class OpenClCommandsTest {
  private static final Path SEVEN = Path.of("lenet5", "digits", "seven.png");

  @TempDir private Path folder;
  private final CommandLine cnnc = new CommandLine();

  @BeforeEach
  void requireDevice() {
    OpenCl.require();
  }

  @Test
  void runsAModelForOpenClOnAnyDevice() throws IOException {
    Path model = compile("opencl", "lenet5.cnncl");
    String name = Device.find("opencl", "0").info().name();

    for (String device : List.of("auto", "cpu", "0", name.toUpperCase(Locale.ROOT))) {
      String out = cnnc.succeed("run", model, "--device", device, SEVEN);
      assertTrue(out.contains(": 7 ("), device + ": " + out);
    }
  }

  @Test
  void listsDevices() throws IOException {
    String out = cnnc.succeed("devices");

    assertTrue(out.contains("device 0: "), out);
    assertTrue(out.contains("(cpu)"), out);
  }

  @Test
  void devicesAreDescribed() throws IOException {
    JsonObject device =
        JsonParser.parseString(cnnc.succeed("devices", "--json"))
            .getAsJsonArray()
            .get(1)
            .getAsJsonObject()
            .getAsJsonArray("devices")
            .get(0)
            .getAsJsonObject();

    assertEquals("opencl", device.getAsJsonArray("targets").get(0).getAsString());
    assertTrue(device.get("max_items").getAsInt() >= 64, device.toString());
    assertTrue(device.get("local_bytes").getAsLong() >= 1 << 10, device.toString());
    assertTrue(device.get("vector_width").getAsInt() >= 1, device.toString());
    assertTrue(device.get("shares_memory").getAsBoolean(), device.toString());
    assertTrue(cnnc.succeed("devices").contains("best by opencl; groups of "));
  }

  @Test
  void aModelIsMadeForADeviceThatIsHere() throws IOException {
    Path model = compile("opencl:0", "lenet5.cnncl");

    assertTrue(cnnc.succeed("run", model, SEVEN).contains(": 7 ("));
    assertUserError(
        cnnc.run("compile", Sample.LENET5, "--target", "opencl:abacus", "-o", folder),
        "error: target `opencl:abacus`: no device `abacus`; there is 0: ");
  }

  @Test
  void aDeviceWithSmallWorkGroupsRefusesLargerOnes() throws IOException {
    Path model = compile("opencl:desktop", "lenet5.cnncl");
    CommandLine small = cnnc.in(Map.of("POCL_MAX_WORK_GROUP_SIZE", "8"));

    CommandLine.Result result = small.run("run", model, SEVEN);

    assertUserError(result, " has 8: compile the model for it (--target opencl:0), or for any");
    Path any = compile("opencl", "any.cnncl");
    assertTrue(small.succeed("run", any, SEVEN).contains(": 7 ("));
  }

  @Test
  void aDeviceThatIsNotThereIsToldWithThoseThatAre() throws IOException {
    Path model = compile("opencl", "lenet5.cnncl");

    CommandLine.Result result = cnnc.run("run", model, "--device", "abacus", SEVEN);

    assertUserError(result, "error: no device `abacus`; there is 0: ");
  }

  @Test
  void withoutADriverTheMessageSaysWhatToInstall() throws IOException {
    Path model = compile("opencl", "lenet5.cnncl");
    CommandLine without =
        cnnc.in(Map.of("OCL_ICD_VENDORS", Files.createDirectory(folder.resolve("none")) + "/"));

    assertUserError(
        without.run("run", model, SEVEN),
        "error: OpenCL cannot list its drivers: platform not found");
    assertTrue(without.succeed("devices").contains("no device: "));
    // What is for the CPU needs none of it.
    Path bundle = compile("native,opencl", "lenet5.cnnb");
    assertTrue(without.succeed("run", bundle, SEVEN).contains(": 7 ("));
  }

  @Test
  void aDriverWithoutDevicesIsToldFromNoDriver() throws IOException {
    Path model = compile("opencl", "lenet5.cnncl");
    CommandLine without = cnnc.in(Map.of("POCL_DEVICES", ""));

    assertUserError(
        without.run("run", model, SEVEN),
        "error: the OpenCL drivers of this machine have no device: install one for your device");
    assertTrue(without.succeed("devices").contains("no device: the OpenCL drivers"));
    assertUserError(
        cnnc.run("run", model, "--device", "gpu", SEVEN), "error: no device `gpu`; there is 0: ");
  }

  @Test
  void aModelThatDoesNotFitIntoTheDeviceSaysSo() throws IOException {
    Path source =
        Files.writeString(
            folder.resolve("big.cnn"),
            """
            cnn 1
            model Big {
              input  x: f32[N, 1, 8, 8]
              output y: f32[N, 1, 1, 1]
              y = x -> upsample(2000) -> relu -> max_pool2d(4) -> global_avg_pool2d
            }
            """);
    Path model = folder.resolve("big.cnncl");
    cnnc.succeed("compile", source, "--target", "opencl", "-o", model);

    CommandLine.Result result =
        cnnc.in(Map.of("POCL_MEMORY_LIMIT", "1")).run("bench", model, "--seconds", "0.1");

    assertUserError(result, "error: OpenCL cannot allocate 10");
    assertTrue(result.err().contains("; take fewer images, close other programs"), result.err());
  }

  @Test
  void aBundleRunsOnTheCpuOrOnADevice() throws IOException {
    Path bundle = compile("native,opencl", "lenet5.cnnb");

    assertTrue(cnnc.succeed("run", bundle, SEVEN).contains(": 7 ("));
    assertTrue(cnnc.succeed("run", bundle, "--device", "0", SEVEN).contains(": 7 ("));
    assertTrue(cnnc.succeed("bench", bundle, "--seconds", "0.1").contains("LeNet5 for "));
    assertTrue(
        cnnc.succeed("bench", bundle, "--seconds", "0.1", "--device", "0")
            .contains("LeNet5 for opencl"));
  }

  @Test
  void aBundleHasItsPartForTheKindOfDevice() throws IOException {
    Path bundle = compile("opencl:mobile,opencl:desktop,opencl", "lenet5.cnnb");

    assertTrue(
        cnnc.succeed("bench", bundle, "--seconds", "0.1").contains("LeNet5 for opencl,"),
        () -> "PoCL is a CPU");
  }

  @Test
  void damagedModelsAreRefused() throws IOException {
    Path bundle = compile("native,opencl", "lenet5.cnnb");
    byte[] good = Files.readAllBytes(bundle);
    // The parts lie by their architecture: OpenCL's comes first, then that for x86-64.
    byte[] damaged = good.clone();
    damaged[100] ^= 1;
    Files.write(bundle, damaged);

    assertUserError(
        cnnc.run("run", bundle, "--device", "0", SEVEN), "LeNet5-opencl.cnncl: damaged: ");
    if (!System.getProperty("os.arch").equals("aarch64")) {
      assertTrue(cnnc.succeed("run", bundle, SEVEN).contains(": 7 ("));
    }

    Files.write(bundle, Arrays.copyOf(good, good.length - 1));
    assertUserError(cnnc.run("run", bundle, SEVEN), "not a compiled model, or its end is missing");
  }

  @Test
  void profilesOnADevice() throws IOException {
    JsonObject profile =
        JsonParser.parseString(
                cnnc.succeed(
                    "profile",
                    Sample.LENET5,
                    "--target",
                    "opencl",
                    "--seconds",
                    "0.1",
                    "--threads",
                    "2",
                    "--json"))
            .getAsJsonObject();

    assertEquals("opencl", profile.get("cpu").getAsString());
    JsonObject result = profile.getAsJsonArray("results").get(0).getAsJsonObject();
    assertTrue(result.get("median_ms").getAsDouble() > 0, result.toString());
    for (var kernel : result.getAsJsonArray("kernels")) {
      double time = kernel.getAsJsonObject().get("median_ms").getAsDouble();
      assertTrue(time > 0 && time < 1000, kernel.toString());
    }
  }

  private Path compile(String target, String name) throws IOException {
    Path file = folder.resolve(name);
    cnnc.succeed("compile", Sample.LENET5, "--target", target, "-o", file);
    return file;
  }

  private static void assertUserError(CommandLine.Result result, String message) {
    assertEquals(1, result.status(), result.err());
    assertTrue(result.err().contains(message), result.err());
    assertEquals(1, result.err().lines().count(), result.err());
    assertFalse(result.err().contains("Exception"), result.err());
  }
}
