package org.cnnc.ir.program;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.util.List;
import java.util.stream.Stream;
import org.cnnc.ir.CompilerBug;
import org.cnnc.ir.loop.ElementType;
import org.cnnc.ir.loop.Layout;
import org.cnnc.ir.tensor.DType;
import org.cnnc.ir.tensor.Tensor;
import org.cnnc.ir.tensor.TensorType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class WeightPackerTest {
  private static final TensorType TYPE = TensorType.f32(5, 3, 2);

  static Stream<Layout> layouts() {
    List<Integer> shape = TYPE.dims();
    return Stream.of(
        Layout.rowMajor(shape),
        Layout.blocked(shape, 0, 4),
        Layout.blocked(shape, 1, 2),
        Layout.rowMajor(shape).withHalo(1, 1, 2),
        new Layout(Layout.rowMajor(shape).dims().reversed()));
  }

  @ParameterizedTest
  @MethodSource("layouts")
  void elementsLieWhereTheLayoutSaysAndZerosElsewhere(Layout layout) throws IOException {
    Tensor tensor = Tensor.generate(TYPE, i -> i + 1);
    float[] expected = new float[Math.toIntExact(layout.elements())];
    int element = 0;
    for (int a = 0; a < 5; a++) {
      for (int b = 0; b < 3; b++) {
        for (int c = 0; c < 2; c++) {
          expected[Math.toIntExact(layout.position(a, b, c))] = ++element;
        }
      }
    }
    byte[] packed =
        pack(4L * expected.length, new PackedWeight("w", tensor, ElementType.F32, layout, 0));
    assertArrayEquals(bytes(expected), packed);
  }

  @Test
  void subnormalsBecomeZerosOfTheirSign() throws IOException {
    float[] values = {Float.MIN_VALUE, -Float.MIN_VALUE, Float.MIN_NORMAL, Float.NaN};
    Tensor tensor = Tensor.ofFloats(TensorType.f32(4), values);
    byte[] packed =
        pack(16, new PackedWeight("w", tensor, ElementType.F32, Layout.rowMajor(List.of(4)), 0));
    assertArrayEquals(bytes(0f, -0f, Float.MIN_NORMAL, Float.NaN), packed);
  }

  @Test
  void numbersAreRoundedToBfloat16() throws IOException {
    Tensor tensor = Tensor.ofFloats(TensorType.f32(3), new float[] {1, 0x1.03p0f, -0x1p-130f});
    Layout layout = Layout.blocked(List.of(3), 0, 4);
    PackedWeight weight = new PackedWeight("w", tensor, ElementType.BF16, layout, 0);
    assertArrayEquals(
        new byte[] {(byte) 0x80, 0x3f, (byte) 0x82, 0x3f, 0, (byte) 0x80, 0, 0}, pack(8, weight));
  }

  @Test
  void gapsAreZeroAndOtherTypesKeepTheirBits() throws IOException {
    TensorType scalar = new TensorType(DType.I32, List.of());
    Tensor seven = Tensor.generate(scalar, i -> 7);
    PackedWeight first =
        new PackedWeight("a", seven, ElementType.I32, Layout.rowMajor(List.of()), 0);
    PackedWeight second =
        new PackedWeight("b", seven, ElementType.I32, Layout.rowMajor(List.of()), 8);
    assertArrayEquals(
        new byte[] {7, 0, 0, 0, 0, 0, 0, 0, 7, 0, 0, 0, 0, 0, 0, 0}, pack(16, first, second));
  }

  @Test
  void weightsThatOverlapAreABug() {
    Tensor tensor = Tensor.filled(TYPE, 1);
    PackedWeight w =
        new PackedWeight("w", tensor, ElementType.F32, Layout.rowMajor(TYPE.dims()), 0);
    assertThrows(CompilerBug.class, () -> pack(240, w, w));
  }

  private static byte[] pack(long total, PackedWeight... weights) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    new WeightPacker(Channels.newChannel(bytes)).write(List.of(weights), total);
    return bytes.toByteArray();
  }

  private static byte[] bytes(float... values) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    for (float value : values) {
      bytes.putFloat(value);
    }
    return bytes.array();
  }
}
