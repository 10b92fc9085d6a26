package org.cnnc.runtime;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** Each misuse is an exception of its own type that says what was expected. */
class MisuseTest {
  @TempDir Path folder;
  private Model model;
  private Workspace workspace;

  @BeforeEach
  void open() throws IOException {
    model = Model.load(ScaleLibrary.build(folder, "scale.so", 2));
    workspace = model.newWorkspace(Threads.of(2));
  }

  @AfterEach
  void close() {
    if (model != null) {
      workspace.close();
      model.close();
    }
  }

  @Test
  void wrongName() {
    refuses(
        NoSuchPortException.class,
        () -> workspace.input("img"),
        "Scale has no input `img`; it has `image`");
    refuses(NoSuchPortException.class, () -> workspace.output("image"), "it has `scores`");
  }

  @Test
  void wrongShape() {
    InputTensor image = workspace.input("image");
    refuses(
        ShapeException.class,
        () -> image.copyFrom(new float[7]),
        "7 elements for `image: f32[N, 4]`; expected a multiple of 4");
    refuses(
        ShapeException.class, () -> image.copyFrom(MemorySegment.ofArray(new byte[6])), "6 bytes");
    refuses(ShapeException.class, () -> image.segment(-1), "-1 images");
    image.copyFrom(new float[4]);
    workspace.run(1);
    refuses(
        ShapeException.class,
        () -> workspace.output("scores").copyTo(new float[3]),
        "room for 3 elements");
  }

  @Test
  void wrongType() {
    refuses(
        ElementTypeException.class,
        () -> workspace.input("image").copyFrom(new long[4]),
        "`image` holds f32, not i64: use float[]");
    refuses(ElementTypeException.class, () -> workspace.input("image").copyFrom(new int[4]), "i32");
    refuses(
        ElementTypeException.class, () -> workspace.input("image").copyFrom(new byte[4]), "bool");
    refuses(ElementTypeException.class, () -> workspace.output("scores").toLongArray(), "f32");
    refuses(ElementTypeException.class, () -> workspace.output("scores").toIntArray(), "f32");
    refuses(ElementTypeException.class, () -> workspace.output("scores").toByteArray(), "f32");
  }

  @Test
  void wrongBatch() {
    refuses(ShapeException.class, () -> workspace.run(1), "holds 0 images, a run of 1 needs");
    refuses(ShapeException.class, () -> workspace.run(), "holds 0 images, a run of 1 needs");
    workspace.input("image").copyFrom(new float[8]);
    refuses(ShapeException.class, () -> workspace.run(3), "holds 2 images, a run of 3 needs");
    refuses(ShapeException.class, () -> workspace.run(-1), "a batch of -1 images");
    refuses(ShapeException.class, () -> model.newWorkspace(Threads.of(1), 0), "at least 1");
    assertThrows(IllegalArgumentException.class, () -> Threads.of(0));
  }

  @Test
  void readBeforeTheFirstRun() {
    refuses(ShapeException.class, () -> workspace.output("scores").toFloatArray(), "call run");
    refuses(ShapeException.class, () -> workspace.output("scores").segment(), "call run");
  }

  @Test
  void useAfterTheWorkspaceIsClosed() {
    InputTensor image = workspace.input("image");
    MemorySegment memory = image.segment(1);
    workspace.close();
    workspace.close();
    refuses(ClosedException.class, () -> workspace.run(1), "the workspace is closed");
    refuses(ClosedException.class, () -> image.copyFrom(new float[4]), "the workspace is closed");
    refuses(ClosedException.class, () -> workspace.output("scores").toFloatArray(), "closed");
    assertThrows(IllegalStateException.class, () -> memory.fill((byte) 0));
  }

  @Test
  void useAfterTheModelIsClosed() {
    workspace.input("image").copyFrom(new float[] {1, 2, 3, 4});
    workspace.run(1);
    model.close();
    model.close();
    refuses(ClosedException.class, () -> workspace.run(1), "the model Scale is closed");
    refuses(ClosedException.class, () -> model.newWorkspace(Threads.of(1)), "Scale is closed");
    assertArrayEquals(new float[] {2, 4, 6, 8}, workspace.output("scores").toFloatArray());
    assertEquals("Scale", model.name());
  }

  @Test
  void segmentOfAGrownInputIsNotStale() {
    MemorySegment old = workspace.input("image").segment(1);
    workspace.input("image").segment(100);
    assertThrows(IllegalStateException.class, () -> old.fill((byte) 0));
  }

  @Test
  void moreImagesThanMemory() {
    refuses(
        NativeMemoryException.class,
        () -> workspace.input("image").segment(Integer.MAX_VALUE),
        "-XX:MaxDirectMemorySize");
    assertEquals(0, workspace.input("image").images());
    workspace.input("image").copyFrom(new float[4]);
    workspace.run(1);
  }

  @Test
  void anInputThatCouldNotBeWrittenHoldsNothing() {
    workspace.input("image").copyFrom(new float[4]);
    MemorySegment closed;
    try (Arena arena = Arena.ofConfined()) {
      closed = arena.allocate(8 * Float.BYTES);
    }
    assertThrows(IllegalStateException.class, () -> workspace.input("image").copyFrom(closed));
    refuses(ShapeException.class, () -> workspace.run(1), "holds 0 images");
  }

  @Test
  void outputSegmentIsReadOnly() {
    workspace.input("image").copyFrom(new float[4]);
    workspace.run();
    assertTrue(workspace.output("scores").segment().isReadOnly());
    assertFalse(workspace.input("image").segment(1).isReadOnly());
  }

  private static void refuses(
      Class<? extends CnncException> type, Executable use, String expectedInMessage) {
    String message = assertThrows(type, use).getMessage();
    assertTrue(message.contains(expectedInMessage), message);
    assertFalse(message.contains("\n"), message);
  }
}
