package org.cnnc.compiler.run;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.List;
import org.cnnc.frontend.weights.Npy;
import org.cnnc.ir.tensor.DType;
import org.cnnc.ir.tensor.Tensor;
import org.cnnc.ir.tensor.TensorType;
import org.cnnc.runtime.artifact.ElementType;
import org.cnnc.runtime.artifact.Port;
import org.cnnc.runtime.artifact.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NpyFolderTest {
  @TempDir private Path folder;

  @Test
  void everyElementTypeKeepsItsOwn() {
    List<Port> ports =
        List.of(
            Port.of("index", ElementType.I64, Shape.ofBatch(1)),
            Port.of("count", ElementType.I32, Shape.of(1)),
            Port.of("flag", ElementType.BOOL, Shape.of(2)));
    try (NpyFolder outputs = new NpyFolder(folder, ports, 2)) {
      outputs.accept(0, ports.get(0), 0, 2, MemorySegment.ofArray(new long[] {1L << 40, -1}));
      outputs.accept(1, ports.get(1), 0, 1, MemorySegment.ofArray(new int[] {-7}));
      outputs.accept(2, ports.get(2), 0, 1, MemorySegment.ofArray(new byte[] {0, 1}));
      outputs.commit();
    }

    Tensor index = Npy.read(folder.resolve("index.npy"));
    assertEquals(new TensorType(DType.I64, List.of(2, 1)), index.type());
    assertEquals(0x1p40, index.doubleAt(0));
    assertEquals(-1, index.doubleAt(1));
    Tensor count = Npy.read(folder.resolve("count.npy"));
    assertEquals(new TensorType(DType.I32, List.of(1)), count.type());
    assertEquals(-7, count.doubleAt(0));
    Tensor flag = Npy.read(folder.resolve("flag.npy"));
    assertEquals(new TensorType(DType.BOOL, List.of(2)), flag.type());
    assertEquals(1, flag.doubleAt(1));
  }

  @Test
  void namesThatNoFileCanHaveAreReplaced() {
    List<Port> ports =
        List.of(
            Port.of("a/b", ElementType.BOOL, Shape.of(1)),
            Port.of("a:b", ElementType.BOOL, Shape.of(1)));
    try (NpyFolder outputs = new NpyFolder(folder, ports, 1)) {
      assertEquals(
          List.of(folder.resolve("a_b.npy"), folder.resolve("output_1.npy")), outputs.files());
    }
  }
}
