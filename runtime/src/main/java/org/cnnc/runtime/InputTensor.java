package org.cnnc.runtime;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.FloatBuffer;
import java.util.function.Consumer;
import org.cnnc.runtime.artifact.ElementType;
import org.cnnc.runtime.artifact.Port;
import org.cnnc.runtime.image.Image;
import org.cnnc.runtime.image.PixelPipeline;
import org.cnnc.runtime.spi.Run;
import org.jspecify.annotations.Nullable;

/**
 * An input of a workspace. It holds nothing at first; {@code copyFrom} and {@link #segment} decide
 * how many images it holds, and keep them for as many runs as wanted. Data is row-major, images one
 * after another.
 *
 * <p>Every method throws {@link ClosedException} after the workspace was closed, and {@link
 * ConcurrentUseException} while another thread uses it.
 */
public final class InputTensor {
  /** What a picture without a file is called in messages. */
  private static final String UNNAMED = "the picture";

  private final Guard guard;
  private final TensorMemory tensor;
  private final Run run;
  private final int index;

  /** How pictures are taken, once one was. */
  private @Nullable PixelPipeline pixels;

  /**
   * @param index among the run's inputs
   */
  InputTensor(Guard guard, TensorMemory tensor, Run run, int index) {
    this.guard = guard;
    this.tensor = tensor;
    this.run = run;
    this.index = index;
  }

  /** Name, type and shape. */
  public Port port() {
    return tensor.port();
  }

  /** How many images this input holds. */
  public int images() {
    return Math.max(tensor.images(), 0);
  }

  /**
   * Copies whole images, as many as there are; one where an image has no elements.
   *
   * @param source {@code images * port().shape().elements()} elements
   * @throws ShapeException if the last image is not whole, or if there are several images and the
   *     input takes one
   * @throws ElementTypeException if this is no {@code f32} input
   * @throws NativeMemoryException if there is not enough native memory
   */
  public void copyFrom(float[] source) {
    copyFrom(ElementType.F32, MemorySegment.ofArray(source));
  }

  /** {@link #copyFrom(float[])} for an {@code i64} input. */
  public void copyFrom(long[] source) {
    copyFrom(ElementType.I64, MemorySegment.ofArray(source));
  }

  /** {@link #copyFrom(float[])} for an {@code i32} input. */
  public void copyFrom(int[] source) {
    copyFrom(ElementType.I32, MemorySegment.ofArray(source));
  }

  /** {@link #copyFrom(float[])} for a {@code bool} input: each byte is 0 or 1. */
  public void copyFrom(byte[] source) {
    copyFrom(ElementType.BOOL, MemorySegment.ofArray(source));
  }

  /**
   * {@link #copyFrom(float[])} for the buffer's remaining elements, in whatever byte order it has;
   * its position stays.
   */
  public void copyFrom(FloatBuffer source) {
    tensor.checkType(ElementType.F32);
    MemorySegment from = MemorySegment.ofBuffer(source);
    ValueLayout.OfFloat element = JAVA_FLOAT_UNALIGNED.withOrder(source.order());
    long count = source.remaining();
    hold(
        tensor.imagesOf(count),
        target -> MemorySegment.copy(from, element, 0, target, JAVA_FLOAT, 0, count));
  }

  /**
   * Copies whole images of the input's own element type, in the machine's byte order.
   *
   * @param source {@code images * port().bytes()} bytes
   * @throws ShapeException if the last image is not whole, or if there are several images and the
   *     input takes one
   * @throws NativeMemoryException if there is not enough native memory
   */
  public void copyFrom(MemorySegment source) {
    int elementBytes = port().type().bytes();
    if (source.byteSize() % elementBytes != 0) {
      throw new ShapeException(
          "%d bytes for `%s`; expected a multiple of %d"
              .formatted(source.byteSize(), port(), port().bytes()));
    }
    copyFrom(port().type(), source);
  }

  private void copyFrom(ElementType type, MemorySegment source) {
    tensor.checkType(type);
    hold(tensor.imagesOf(source.byteSize() / type.bytes()), target -> target.copyFrom(source));
  }

  /**
   * Makes this input hold one image, made of a picture as the model's {@code from pixels(...)}
   * says: by the library's own code where it has some.
   *
   * @throws PictureException if this input is no picture, or the picture's size does not fit
   */
  public void copyFrom(Image picture) {
    PixelPipeline pipeline = pixels();
    pipeline.check(picture, UNNAMED);
    hold(1, memory -> prepare(pipeline, picture, memory));
  }

  /**
   * Makes one of the images that this input holds of a picture, as {@link #copyFrom(Image)} does.
   *
   * @param image its number, from 0 on
   * @param name what messages call the picture: its file
   * @throws ShapeException if the input does not hold so many images
   * @throws PictureException if this input is no picture, or the picture's size does not fit
   */
  public void copyFrom(int image, Image picture, String name) {
    PixelPipeline pipeline = pixels();
    pipeline.check(picture, name);
    guard.enter();
    try {
      if (image < 0 || image >= images()) {
        throw new ShapeException(
            "`%s` holds %d images, none of number %d: use segment(%d) first"
                .formatted(port(), images(), image, image + 1));
      }
      long bytes = port().bytes();
      prepare(pipeline, picture, tensor.memory(images()).asSlice(image * bytes, bytes));
    } finally {
      guard.exit();
    }
  }

  private PixelPipeline pixels() {
    if (pixels == null) {
      pixels = PixelPipeline.of(port());
    }
    return pixels;
  }

  private void prepare(PixelPipeline pipeline, Image picture, MemorySegment memory) {
    if (!run.prepare(index, picture, memory)) {
      memory.copyFrom(MemorySegment.ofArray(pipeline.apply(picture, UNNAMED)));
    }
  }

  /**
   * Makes this input hold {@code images} images and returns their memory to be written in place.
   * What it contains at first is undefined. It is valid until the input is made to hold more images
   * than ever before, or the workspace is closed; using it later throws {@link
   * IllegalStateException}.
   *
   * @return {@code images * port().bytes()} bytes, 64-byte aligned
   * @throws ShapeException if the number is negative, or not 1 and the input has no batch
   * @throws NativeMemoryException if there is not enough native memory
   */
  public MemorySegment segment(int images) {
    if (images < 0 || (images != 1 && !port().shape().batched())) {
      throw new ShapeException("`%s` cannot hold %d images".formatted(port(), images));
    }
    return hold(images, _ -> {});
  }

  /** Makes room, lets the images be written, and only then holds them. */
  private MemorySegment hold(int images, Consumer<MemorySegment> write) {
    guard.enter();
    try {
      tensor.ensure(images);
      tensor.images(TensorMemory.EMPTY);
      MemorySegment memory = tensor.memory(images);
      write.accept(memory);
      tensor.images(images);
      return memory;
    } finally {
      guard.exit();
    }
  }
}
