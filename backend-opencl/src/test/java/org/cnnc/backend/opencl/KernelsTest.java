package org.cnnc.backend.opencl;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.cnnc.ir.Origin;
import org.cnnc.ir.SourceSpan;
import org.cnnc.ir.loop.Buffer;
import org.cnnc.ir.loop.interpreter.LoopInterpreter;
import org.cnnc.ir.loop.text.LoopReader;
import org.cnnc.ir.program.Kernel;
import org.cnnc.ir.program.Place;
import org.cnnc.ir.program.Port;
import org.cnnc.ir.program.Program;
import org.cnnc.ir.program.Step;
import org.cnnc.ir.spi.Descriptor;
import org.cnnc.ir.spi.NativeForm;
import org.cnnc.ir.tensor.DType;
import org.cnnc.ir.tensor.TensorType;
import org.cnnc.runtime.Device;
import org.cnnc.runtime.DeviceException;
import org.cnnc.runtime.Model;
import org.cnnc.runtime.Threads;
import org.cnnc.runtime.Workspace;
import org.cnnc.runtime.artifact.Artifact;
import org.cnnc.runtime.artifact.ElementType;
import org.cnnc.runtime.artifact.Manifest;
import org.cnnc.runtime.artifact.OpenClPayload;
import org.cnnc.runtime.artifact.Platform;
import org.cnnc.runtime.artifact.Precision;
import org.cnnc.runtime.artifact.Shape;
import org.cnnc.runtime.artifact.WeightsInfo;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Each nest under {@code emit/} prints as the file beside it, and computes on a device what the
 * interpreter computes, to the bit. Its last parameter is its output.
 */
class KernelsTest {
  private static final Path ROOT = Path.of("src/test/resources/emit");
  private static final OpenClBackend BACKEND = new OpenClBackend();
  private static final String NO_HASH = "0".repeat(64);
  private static final long SEED = 1;
  private static final int RUNS = 100;

  @TempDir private Path folder;

  @TestFactory
  Stream<DynamicTest> printsAsItsGolden() throws IOException {
    return nests()
        .map(
            file ->
                DynamicTest.dynamicTest(
                    name(file), () -> assertPrinted(program(Files.readString(file)), name(file))));
  }

  @TestFactory
  Stream<DynamicTest> computesWhatTheInterpreterDoes() throws IOException {
    requireDevice();
    return nests()
        .map(
            file ->
                DynamicTest.dynamicTest(
                    name(file), () -> assertComputed(program(Files.readString(file)))));
  }

  private static void requireDevice() {
    try {
      Device.find(OpenClPayload.ARCH, "auto");
    } catch (DeviceException e) {
      System.err.println("KernelsTest: kernels are NOT run: " + e.getMessage());
      abort(e.getMessage());
    }
  }

  private static Stream<Path> nests() throws IOException {
    try (Stream<Path> files = Files.list(ROOT)) {
      return files.filter(file -> file.toString().endsWith(".loops")).sorted().toList().stream();
    }
  }

  private static String name(Path file) {
    return file.getFileName().toString().replace(".loops", "");
  }

  private static void assertPrinted(Program program, String name) throws IOException {
    Path golden = ROOT.resolve(name + ".cl");
    String actual = BACKEND.print(program, BACKEND.target("opencl"), "opencl");
    if (Boolean.getBoolean("cnnc.updateGoldens")) {
      if (System.getenv("CI") != null) {
        throw new IllegalStateException("goldens are not updated in CI");
      }
      Files.writeString(golden, actual);
    }
    assertEquals(Files.readString(golden), actual, () -> golden + " differs");
  }

  private void assertComputed(Program program) throws IOException {
    Kernel kernel = program.kernels().getFirst();
    List<float[]> arrays = arrays(kernel, SEED);
    List<float[]> others = arrays(kernel, SEED + 1);
    List<float[]> expected = arrays.stream().map(float[]::clone).toList();
    LoopInterpreter.run(kernel, expected.stream().map(MemorySegment::ofArray).toList());
    Path file = folder.resolve("kernel.cnncl");
    BACKEND.compile(
        program,
        BACKEND.target("opencl"),
        new Descriptor("kernel", "{}"),
        Map.of(NativeForm.KERNELS, file));
    Artifact.append(file, manifest(program));
    try (Model model = Model.load(file);
        Workspace workspace = model.newWorkspace(Threads.of(1))) {
      // The first runs are launches; later ones may be orders to a kernel that has stayed. Every
      // other one is on numbers that are not those whose results are checked.
      for (int run = 0; run < RUNS; run++) {
        List<float[]> inputs = run % 2 == 0 ? arrays : others;
        for (int i = 0; i < program.inputs().size(); i++) {
          workspace.input(program.inputs().get(i).name()).copyFrom(inputs.get(i));
        }
        workspace.run(1);
        if (run % 2 == 0) {
          assertArrayEquals(
              expected.getLast(),
              workspace.output(program.outputs().getFirst().name()).toFloatArray(),
              "seed " + SEED + ", run " + run);
        }
      }
    }
  }

  /** The memory of a kernel's parameters: normal numbers, in halos too. */
  private static List<float[]> arrays(Kernel kernel, long seed) {
    Random random = new Random(seed);
    List<float[]> arrays = new ArrayList<>();
    for (Buffer buffer : kernel.parameters()) {
      float[] array = new float[Math.toIntExact(buffer.layout().elements())];
      for (int i = 0; i < array.length; i++) {
        array[i] = (float) random.nextGaussian();
      }
      arrays.add(array);
    }
    return arrays;
  }

  private static Program program(String text) {
    Kernel kernel = LoopReader.read(text);
    List<Port> ports = new ArrayList<>();
    List<Place> places = new ArrayList<>();
    for (Buffer buffer : kernel.parameters()) {
      places.add(new Place.Input(ports.size()));
      int elements = Math.toIntExact(buffer.layout().elements());
      ports.add(new Port(buffer.name(), new TensorType(DType.F32, List.of(elements))));
    }
    places.set(places.size() - 1, new Place.Output(0));
    Origin origin = Origin.of("layer1.conv", new SourceSpan("net.cnn", 7, 3, 9));
    return new Program(
        kernel.name(),
        ports.subList(0, ports.size() - 1),
        ports.subList(ports.size() - 1, ports.size()),
        List.of(),
        0,
        0,
        List.of(kernel),
        List.of(new Step(0, places, origin, 0)));
  }

  private static Manifest manifest(Program program) {
    return new Manifest(
        program.name(),
        "test",
        new Platform(OpenClPayload.ARCH, "any", "opencl", List.of()),
        program.inputs().stream().map(KernelsTest::port).toList(),
        program.outputs().stream().map(KernelsTest::port).toList(),
        0,
        new WeightsInfo(0, true, NO_HASH),
        NO_HASH,
        0,
        0,
        Precision.F32,
        List.of());
  }

  private static org.cnnc.runtime.artifact.Port port(Port port) {
    return org.cnnc.runtime.artifact.Port.of(
        port.name(), ElementType.F32, Shape.of(Math.toIntExact(port.type().elements())));
  }
}
