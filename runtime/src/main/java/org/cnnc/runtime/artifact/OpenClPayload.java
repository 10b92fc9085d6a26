package org.cnnc.runtime.artifact;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/**
 * What a model for OpenCL has in the place of a library: a header, the launch plan, the kernels'
 * source, and the weights as the kernels read them. {@code docs/OPENCL.md} is its contract.
 */
public record OpenClPayload(LaunchPlan plan, String source, MemorySegment weights) {
  /** What {@link Platform#arch} is for such a model. */
  public static final String ARCH = "opencl";

  private static final byte[] MAGIC = "CNNCOCL1".getBytes(StandardCharsets.US_ASCII);
  private static final int HEADER_BYTES = 64;

  /** A page, so that a device that shares memory can read them where they are. */
  private static final int WEIGHTS_ALIGNMENT = 4096;

  /** Writes weights, which are too large to be held as a whole. */
  public interface WeightWriter {
    void write(WritableByteChannel target) throws IOException;
  }

  /**
   * Writes a file that holds nothing else yet.
   *
   * @param weightBytes what {@code weights} writes
   */
  public static void write(
      Path file, LaunchPlan plan, String source, long weightBytes, WeightWriter weights)
      throws IOException {
    byte[] json = LaunchPlanJson.write(plan).getBytes(StandardCharsets.UTF_8);
    byte[] text = source.getBytes(StandardCharsets.UTF_8);
    long weightsAt = align(HEADER_BYTES + (long) json.length + text.length);
    ByteBuffer head =
        ByteBuffer.allocate(Math.toIntExact(weightsAt))
            .order(ByteOrder.LITTLE_ENDIAN)
            .put(MAGIC)
            .putLong(json.length)
            .putLong(text.length)
            .putLong(weightsAt)
            .putLong(weightBytes)
            .position(HEADER_BYTES)
            .put(json)
            .put(text)
            .rewind();
    try (FileChannel target =
        FileChannel.open(
            file,
            StandardOpenOption.WRITE,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      Artifact.writeAll(target, head);
      weights.write(target);
    }
  }

  private static long align(long bytes) {
    return Math.ceilDiv(bytes, WEIGHTS_ALIGNMENT) * WEIGHTS_ALIGNMENT;
  }

  /**
   * Reads a payload whose hash was checked; the weights are a part of its memory.
   *
   * @param manifest of the same file
   * @throws ArtifactException if it is not what the compiler writes
   */
  public static OpenClPayload read(MemorySegment payload, Manifest manifest)
      throws ArtifactException {
    if (payload.byteSize() < HEADER_BYTES) {
      throw bad("its header is missing");
    }
    ByteBuffer header =
        payload.asSlice(0, HEADER_BYTES).asByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    var magic = new byte[MAGIC.length];
    header.get(magic);
    if (!Arrays.equals(magic, MAGIC)) {
      throw new ArtifactException(
          ArtifactException.Kind.TOO_NEW,
          "its kernels are in a format that this runtime does not know: use a newer cnnc-runtime");
    }
    long planBytes = header.getLong();
    long sourceBytes = header.getLong();
    long weightsAt = header.getLong();
    long weightBytes = header.getLong();
    long left = payload.byteSize() - HEADER_BYTES;
    // Each is within the file before any two are added, so that nothing can wrap.
    boolean plausible =
        isWithin(planBytes, left)
            && isWithin(sourceBytes, left - planBytes)
            && isWithin(weightsAt, payload.byteSize())
            && isWithin(weightBytes, payload.byteSize() - weightsAt)
            && weightBytes == manifest.weights().bytes();
    if (!plausible) {
      throw bad("the sizes in its header are not those of the file");
    }
    LaunchPlan plan = plan(text(payload, HEADER_BYTES, planBytes), manifest);
    String source = text(payload, HEADER_BYTES + planBytes, sourceBytes);
    return new OpenClPayload(plan, source, payload.asSlice(weightsAt, weightBytes));
  }

  private static boolean isWithin(long value, long limit) {
    return value >= 0 && value <= limit;
  }

  private static String text(MemorySegment payload, long at, long bytes) {
    return new String(payload.asSlice(at, bytes).toArray(JAVA_BYTE), StandardCharsets.UTF_8);
  }

  private static LaunchPlan plan(String json, Manifest manifest) throws ArtifactException {
    try {
      LaunchPlan plan = LaunchPlanJson.read(json);
      for (LaunchPlan.Launch launch : plan.launches()) {
        if (!launch.buffers().stream().allMatch(place -> isIn(place, manifest))) {
          throw bad("a kernel's buffer lies outside of the memory it is in");
        }
      }
      return plan;
    } catch (JsonException | IllegalArgumentException | ArithmeticException e) {
      throw bad(e.getMessage());
    }
  }

  private static boolean isIn(LaunchPlan.Place place, Manifest manifest) {
    return switch (place) {
      case LaunchPlan.Place.Input(int index) -> index < manifest.inputs().size();
      case LaunchPlan.Place.Output(int index) -> index < manifest.outputs().size();
      case LaunchPlan.Place.Weights(long offset) -> offset <= manifest.weights().bytes();
      case LaunchPlan.Place.Workspace(long offset) -> offset <= manifest.workspaceBytes();
    };
  }

  private static ArtifactException bad(String reason) {
    return new ArtifactException(
        ArtifactException.Kind.BAD_MANIFEST,
        "its launch plan is wrong: " + reason + "; compile the model again");
  }
}
