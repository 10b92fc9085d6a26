package org.cnnc.runtime.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.cnnc.runtime.PictureException;
import org.cnnc.runtime.artifact.ElementType;
import org.cnnc.runtime.artifact.Pixels;
import org.cnnc.runtime.artifact.Port;
import org.cnnc.runtime.artifact.Shape;
import org.junit.jupiter.api.Test;

class PixelPipelineTest {
  /** A row of two pixels: red 10, green 20, blue 30; then 40, 50, 60. */
  private static final Image TWO_PIXELS = new Image(2, 1, 3, new byte[] {10, 20, 30, 40, 50, 60});

  @Test
  void withoutPixelsSamplesAreFromZeroToOne() {
    Port port = Port.of("image", ElementType.F32, Shape.ofBatch(1, 1, 2));
    float[] values = PixelPipeline.of(port).apply(new Image(2, 1, 1, new byte[] {0, -1}), "a");
    assertArrayEquals(new float[] {0, 1}, values);
  }

  @Test
  void normalizesEachChannelInPlanes() {
    Pixels pixels =
        new Pixels(
            Pixels.Format.BGR,
            Optional.empty(),
            Optional.empty(),
            OptionalDouble.of(0.5),
            Optional.of(List.of(1.0, 2.0, 3.0)),
            Optional.of(List.of(1.0, 2.0, 4.0)));
    float[] values = PixelPipeline.of(port(pixels, 3, 1, 2)).apply(TWO_PIXELS, "a");
    assertArrayEquals(
        new float[] {
          (15 - 1) / 1f, (30 - 1) / 1f, (10 - 2) / 2f, (25 - 2) / 2f, (5 - 3) / 4f, (20 - 3) / 4f
        },
        values);
  }

  @Test
  void resizesTheShorterSideThenCropsTheMiddle() {
    Pixels pixels = pixels(Optional.of(new Pixels.Resize.ShorterSide(2)), Optional.of(crop(2, 2)));
    float[] values = PixelPipeline.of(port(pixels, 1, 2, 2)).apply(gray(4, 1, 0, 0, 8, 8), "a");
    // 4x1 becomes 8x2; columns 3 and 4 are next to the edge between 0 and 8.
    assertArrayEquals(new float[] {2, 6, 2, 6}, values);
  }

  @Test
  void resizesExactly() {
    Pixels pixels = pixels(Optional.of(new Pixels.Resize.Exact(1, 1)), Optional.empty());
    float[] values = PixelPipeline.of(port(pixels, 1, 1, 1)).apply(gray(2, 1, 4, 8), "a");
    assertArrayEquals(new float[] {6}, values);
  }

  @Test
  void saysBothSizesWhereThePictureDoesNotFit() {
    Port port = Port.of("image", ElementType.F32, Shape.ofBatch(1, 28, 28));
    PictureException e =
        assertThrows(
            PictureException.class, () -> PixelPipeline.of(port).apply(gray(2, 1, 4, 8), "a.png"));
    assertEquals(
        "a.png: the picture is 2x1, input image: f32[N, 1, 28, 28] wants 28x28 (width x height);"
            + " resize the picture, or add resize and crop to `from pixels(...)` in the model",
        e.getMessage());
  }

  @Test
  void refusesInputsThatAreNoPictures() {
    List<Port> ports =
        List.of(
            Port.of("x", ElementType.I64, Shape.ofBatch(1, 2, 2)),
            Port.of("x", ElementType.F32, Shape.ofBatch(4, 2, 2)),
            Port.of("x", ElementType.F32, Shape.ofBatch(10)),
            port(pixels(Optional.empty(), Optional.empty()), 3, 2, 2));
    for (Port port : ports) {
      assertThrows(PictureException.class, () -> PixelPipeline.of(port), port.toString());
    }
  }

  private static Pixels.Crop crop(int height, int width) {
    return new Pixels.Crop(height, width);
  }

  /** Grey pixels as they are. */
  private static Pixels pixels(Optional<Pixels.Resize> resize, Optional<Pixels.Crop> crop) {
    return new Pixels(
        Pixels.Format.GRAY, resize, crop, OptionalDouble.of(1), Optional.empty(), Optional.empty());
  }

  private static Port port(Pixels pixels, int... dims) {
    return new Port("image", ElementType.F32, Shape.ofBatch(dims), Optional.of(pixels), List.of());
  }

  private static Image gray(int width, int height, int... samples) {
    byte[] bytes = new byte[samples.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) samples[i];
    }
    return new Image(width, height, 1, bytes);
  }
}
