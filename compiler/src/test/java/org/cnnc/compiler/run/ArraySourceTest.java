package org.cnnc.compiler.run;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.List;
import org.cnnc.compiler.UserException;
import org.cnnc.frontend.weights.Npy;
import org.cnnc.ir.tensor.DType;
import org.cnnc.ir.tensor.Tensor;
import org.cnnc.ir.tensor.TensorType;
import org.cnnc.runtime.artifact.ElementType;
import org.cnnc.runtime.artifact.Port;
import org.cnnc.runtime.artifact.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArraySourceTest {
  private static final Port PAIR = Port.of("x", ElementType.F32, Shape.ofBatch(2));

  @TempDir private Path folder;

  @Test
  void takesABatchOrOneImage() throws IOException {
    Path file = write(DType.F32, List.of(3, 2), 10, 11, 12, 13, 14, 15);
    ArraySource batch = ArraySource.open(file, PAIR);
    assertEquals(3, batch.images());
    assertEquals(file + "[2]", batch.name(2));
    assertArrayEquals(new float[] {14, 15}, image(batch, 2));

    ArraySource one = ArraySource.open(write(DType.F32, List.of(2), 1, 2), PAIR);
    assertEquals(1, one.images());
    assertArrayEquals(new float[] {1, 2}, image(one, 0));
  }

  @Test
  void saysBothShapesWhereTheyDiffer() throws IOException {
    Path file = write(DType.F32, List.of(3, 1), 1, 2, 3);
    UserException e = assertThrows(UserException.class, () -> ArraySource.open(file, PAIR));
    assertEquals(file + ": the array is [3, 1], input `x: f32[N, 2]` is expected", e.getMessage());
  }

  @Test
  void convertsOnlyWhatIsExact() throws IOException {
    Path small = write(DType.I64, List.of(2), 7, -9);
    assertArrayEquals(new float[] {7, -9}, image(ArraySource.open(small, PAIR), 0));

    Path large = write(DType.I64, List.of(2), 1, (1 << 24) + 1);
    assertThrows(UserException.class, () -> ArraySource.open(large, PAIR));

    Path fraction = write(DType.F32, List.of(2), 1, 0.5);
    Port integers = Port.of("x", ElementType.I64, Shape.ofBatch(2));
    assertThrows(UserException.class, () -> ArraySource.open(fraction, integers));
  }

  private Path write(DType dtype, List<Integer> dims, double... elements) throws IOException {
    Path file = folder.resolve("array.npy");
    Npy.write(file, Tensor.generate(new TensorType(dtype, dims), i -> elements[(int) i]));
    return file;
  }

  private static float[] image(ArraySource source, long image) {
    return source.image(image).toArray(ValueLayout.JAVA_FLOAT_UNALIGNED);
  }
}
