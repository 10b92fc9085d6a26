package org.cnnc.backend.llvm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.cnnc.ir.program.Preparation;
import org.cnnc.ir.program.Program;
import org.cnnc.ir.tensor.Tensor;
import org.cnnc.ir.tensor.TensorType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code prepare} as docs/ABI.md has it, called with nothing in between. */
class PreparationTest {
  private static final long NO_PICTURE = -1;
  private static final long WRONG_SIZE = -2;
  private static final long NULL_POINTER = -3;

  @TempDir private Path folder;

  static Stream<String> targets() {
    return new LlvmBackend().targetNames().stream();
  }

  /** A grey image of 2 rows and 3 columns, each value the sample times 10. */
  private static Program program(Preparation.Resize resize, boolean isCut) {
    Tensor values = Tensor.generate(TensorType.f32(1, Preparation.SAMPLES), i -> i * 10.0);
    return RunTest.program(
            "conv", Nests.naive(3, 5, 7), RunTest.random(1, 5 * 3 * 9), RunTest.random(2, 5))
        .withPreparations(List.of(new Preparation(0, 1, 2, 3, resize, isCut, false, values)));
  }

  @ParameterizedTest
  @MethodSource("targets")
  void everyTargetMakesALibraryThatNeedsNoOther(String name) throws IOException {
    Path library = folder.resolve("model.so");
    Program program = program(new Preparation.Resize.ShorterSide(4), true);
    NativeProgram.compile(program, new LlvmBackend().target(name), "{}", library);
    ElfFile elf = ElfFile.read(library);
    assertEquals(List.of("cnnc_model_v1_Test", "cnnc_model_v1"), elf.exported());
    assertEquals(List.of("sched_yield"), elf.imported());
  }

  @Test
  void takesRowsAndPixelsAsTheyLie() {
    try (Arena arena = Arena.ofConfined();
        NativeProgram program = load(new Preparation.Resize.None(), false)) {
      MemorySegment samples = arena.allocate(32);
      MemorySegment image = arena.allocate(6 * Float.BYTES, 64);
      // The last row comes first; of each pixel's two bytes the second is grey.
      for (int i = 0; i < 6; i++) {
        samples.set(ValueLayout.JAVA_BYTE, (1 - i / 3) * 16 + i % 3 * 2 + 1, (byte) (i + 1));
      }
      MemorySegment picture = picture(arena, -16, 3, 2, 2, 1);
      MemorySegment top = samples.asSlice(16);
      long bytes = program.prepare(0, top, picture, image);
      assertTrue(bytes > 0, () -> "status " + bytes);
      assertEquals(0, image.get(ValueLayout.JAVA_FLOAT, 0), "nothing is done");
      picture.set(ValueLayout.JAVA_LONG, 32, bytes);
      assertEquals(NULL_POINTER, program.prepare(0, top, picture, image));
      picture.set(ValueLayout.ADDRESS, 40, arena.allocate(bytes, 64));
      assertEquals(0, program.prepare(0, top, picture, image));
      assertArrayEquals(
          new float[] {10, 20, 30, 40, 50, 60}, image.toArray(ValueLayout.JAVA_FLOAT));
    }
  }

  @Test
  void whatDoesNotFitIsRefused() {
    try (Arena arena = Arena.ofConfined();
        NativeProgram program = load(new Preparation.Resize.ShorterSide(2), true)) {
      MemorySegment samples = arena.allocate(64);
      MemorySegment image = arena.allocate(6 * Float.BYTES, 64);
      MemorySegment fits = picture(arena, 4, 4, 2, 1, 0);
      assertEquals(NO_PICTURE, program.prepare(1, samples, fits, image));
      assertEquals(NO_PICTURE, program.prepare(-1, samples, fits, image));
      assertEquals(NULL_POINTER, program.prepare(0, MemorySegment.NULL, fits, image));
      assertEquals(NULL_POINTER, program.prepare(0, samples, MemorySegment.NULL, image));
      assertEquals(NULL_POINTER, program.prepare(0, samples, fits, MemorySegment.NULL));
      int[][] sizes = {
        {0, 2}, {3, 0}, {-3, 2}, {3, -2}, {-4, -2}, {1 << 20, 1 << 9}, {1 << 28, 2}, {2, 2}
      };
      for (int[] size : sizes) {
        MemorySegment picture = picture(arena, 4, size[0], size[1], 1, 0);
        assertEquals(
            WRONG_SIZE,
            program.prepare(0, samples, picture, image),
            () -> "%dx%d".formatted(size[0], size[1]));
      }
      assertTrue(program.prepare(0, samples, fits, image) > 0);
    }
  }

  @Test
  void withoutPicturesThereIsNone() {
    Path library = folder.resolve("model.so");
    Program program = program(new Preparation.Resize.None(), false).withPreparations(List.of());
    NativeProgram.compile(program, new LlvmBackend().target("native"), "{}", library);
    try (NativeProgram loaded = new NativeProgram(program, library)) {
      assertEquals(MemorySegment.NULL, loaded.preparation());
    }
  }

  private NativeProgram load(Preparation.Resize resize, boolean isCut) {
    Path library = folder.resolve("model.so");
    Program program = program(resize, isCut);
    NativeProgram.compile(program, new LlvmBackend().target("native"), "{}", library);
    return new NativeProgram(program, library);
  }

  /** A grey picture without scratch memory. */
  private static MemorySegment picture(
      Arena arena, long rowBytes, int width, int height, int pixelBytes, int gray) {
    MemorySegment picture = arena.allocate(48, 8);
    picture.set(ValueLayout.JAVA_LONG, 0, rowBytes);
    int[] numbers = {width, height, pixelBytes, gray, gray, gray};
    for (int i = 0; i < numbers.length; i++) {
      picture.set(ValueLayout.JAVA_INT, 8 + 4L * i, numbers[i]);
    }
    return picture;
  }
}
