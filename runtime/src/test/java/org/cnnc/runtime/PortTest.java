package org.cnnc.runtime;

import static org.cnnc.runtime.artifact.ElementType.BOOL;
import static org.cnnc.runtime.artifact.ElementType.F32;
import static org.cnnc.runtime.artifact.ElementType.I32;
import static org.cnnc.runtime.artifact.ElementType.I64;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.cnnc.runtime.artifact.Manifest;
import org.cnnc.runtime.artifact.Port;
import org.cnnc.runtime.artifact.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Inputs and outputs of every type and shape. The library multiplies 16 bytes by one, as floats,
 * which leaves them as they are; the manifest says what the bytes mean.
 */
class PortTest {
  @TempDir Path folder;

  @Test
  void everyElementTypeGoesThrough() throws IOException {
    try (Model model =
            identity(Port.of("x", I64, Shape.ofBatch(2)), Port.of("y", I64, Shape.ofBatch(2)));
        Workspace w = model.newWorkspace(Threads.of(2))) {
      long[] values = {1, -2, 3, 1L << 40};
      w.input("x").copyFrom(values);
      w.run(2);
      assertArrayEquals(values, w.output("y").toLongArray());
    }
    try (Model model =
            identity(Port.of("x", I32, Shape.ofBatch(2, 2)), Port.of("y", I32, Shape.ofBatch(4)));
        Workspace w = model.newWorkspace(Threads.of(1))) {
      int[] values = {1, -2, 3, 1 << 20};
      w.input("x").copyFrom(values);
      w.run();
      assertArrayEquals(values, w.output("y").toIntArray());
    }
    try (Model model =
            identity(Port.of("x", BOOL, Shape.ofBatch(16)), Port.of("y", BOOL, Shape.ofBatch(16)));
        Workspace w = model.newWorkspace(Threads.of(1))) {
      byte[] values = {1, 0, 0, 1, 1, 1, 0, 1, 0, 0, 1, 1, 0, 1, 0, 1};
      w.input("x").copyFrom(values);
      w.run();
      assertArrayEquals(values, w.output("y").toByteArray());
    }
  }

  @Test
  void aModelWithoutABatchTakesOneImage() throws IOException {
    try (Model model = identity(Port.of("x", F32, Shape.of(1, 4)), Port.of("y", F32, Shape.of(4)));
        Workspace w = model.newWorkspace(Threads.of(1))) {
      float[] values = {1, 2, 3, 4};
      w.input("x").copyFrom(values);
      w.run(1);
      assertArrayEquals(values, w.output("y").toFloatArray());
      says("8 elements for `x: f32[1, 4]`; expected 4", () -> w.input("x").copyFrom(new float[8]));
      says("`x: f32[1, 4]` cannot hold 2 images", () -> w.input("x").segment(2));
      says("Scale takes one image at a time, not 2: x: f32[1, 4]", () -> w.run(2));
      says("one image at a time, not 0", () -> w.run(0));
      says("one image at a time, not 7", () -> model.newWorkspace(Threads.of(1), 7));
      w.run();
      assertArrayEquals(values, w.output("y").toFloatArray());
    }
  }

  @Test
  void aTensorMayHaveNoElements() throws IOException {
    Manifest manifest =
        manifest(
            List.of(Port.of("x", F32, Shape.ofBatch(4)), Port.of("none", I64, Shape.ofBatch(0))),
            Port.of("y", F32, Shape.ofBatch(4)));
    try (Model model = build(manifest, "-DFACTOR=1");
        Workspace w = model.newWorkspace(Threads.of(1))) {
      w.input("x").copyFrom(new float[] {1, 2, 3, 4, 5, 6, 7, 8});
      w.input("none").copyFrom(new long[0]);
      assertEquals(1, w.input("none").images());
      says(
          "1 elements for `none: i64[N, 0]`; expected 0",
          () -> w.input("none").copyFrom(new long[1]));
      assertEquals(0, w.input("none").segment(2).byteSize());
      w.run(2);
      assertArrayEquals(new float[] {1, 2, 3, 4, 5, 6, 7, 8}, w.output("y").toFloatArray());
    }
  }

  @Test
  void inputsThatHoldDifferentNumbersOfImagesNeedABatch() throws IOException {
    Manifest manifest =
        manifest(
            List.of(Port.of("x", F32, Shape.ofBatch(4)), Port.of("mask", BOOL, Shape.ofBatch())),
            Port.of("y", F32, Shape.ofBatch(4)));
    try (Model model = build(manifest, "-DFACTOR=1");
        Workspace w = model.newWorkspace(Threads.of(1))) {
      w.input("x").copyFrom(new float[] {1, 2, 3, 4, 5, 6, 7, 8});
      w.input("mask").copyFrom(new byte[] {1});
      says("`x: f32[N, 4]` holds 2 images, `mask: bool[N]` holds 1", w::run);
      says("`mask: bool[N]` holds 1 images, a run of 2 needs as many", () -> w.run(2));
      w.run(1);
      assertArrayEquals(new float[] {1, 2, 3, 4}, w.output("y").toFloatArray());
    }
  }

  @Test
  void anErrorOfTheLibraryIsReported() throws IOException {
    Manifest manifest =
        manifest(List.of(Port.of("x", F32, Shape.ofBatch(4))), Port.of("y", F32, Shape.ofBatch(4)));
    // It wants the weights that the manifest says are embedded.
    try (Model model = build(manifest, "-DEXTERNAL_WEIGHTS");
        Workspace w = model.newWorkspace(Threads.of(2))) {
      w.input("x").copyFrom(new float[4]);
      RunException e = assertThrows(RunException.class, () -> w.run(1));
      assertTrue(e.getMessage().contains("returned error 3"), e.getMessage());
      says("call run before reading", () -> w.output("y").toFloatArray());
    }
  }

  private Model identity(Port input, Port output) throws IOException {
    return build(manifest(List.of(input), output), "-DFACTOR=1");
  }

  private Model build(Manifest manifest, String flag) throws IOException {
    return Model.load(ScaleLibrary.build(folder, "model.so", manifest, manifest, flag));
  }

  private static Manifest manifest(List<Port> inputs, Port output) {
    Manifest scale = ScaleLibrary.manifest();
    return new Manifest(
        scale.name(),
        scale.compiler(),
        scale.platform(),
        inputs,
        List.of(output),
        scale.workspaceBytes(),
        scale.weights(),
        scale.sourceSha256(),
        scale.parameters(),
        scale.macs(),
        scale.precision(),
        scale.kernels());
  }

  private static void says(String expected, Runnable misuse) {
    String message = assertThrows(ShapeException.class, misuse::run).getMessage();
    assertTrue(message.contains(expected), message);
    assertEquals(1, message.lines().count(), message);
  }
}
