package org.cnnc.runtime.artifact;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import org.cnnc.runtime.artifact.ArtifactException.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArtifactTest {
  private static final long SEED = 20_260_101;
  private static final int MUTATIONS = 5_000;

  /** Stands for a library: what is refused is never mapped, so that it need not be one. */
  private static final byte[] LIBRARY = new byte[1000];

  static {
    new Random(SEED).nextBytes(LIBRARY);
  }

  @TempDir Path folder;

  @Test
  void readsWhatWasAppended() throws Exception {
    Path path = artifact();
    assertEquals(ManifestJsonTest.MANIFEST, Artifact.read(path));
    Path copy = folder.resolve("copy");
    try (FileChannel target =
        FileChannel.open(copy, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      assertEquals(
          ManifestJsonTest.MANIFEST,
          Artifact.copyLibrary(Section.whole(path), Optional.empty(), target));
    }
    assertArrayEquals(LIBRARY, Files.readAllBytes(copy));
  }

  @Test
  void layoutIsThatOfTheAbi() throws IOException {
    byte[] file = Files.readAllBytes(artifact());
    int json = ManifestJson.write(ManifestJsonTest.MANIFEST).length;
    assertEquals(LIBRARY.length + json + 64, file.length);
    ByteBuffer trailer =
        ByteBuffer.wrap(file, file.length - 64, 64).order(ByteOrder.LITTLE_ENDIAN).slice();
    trailer.order(ByteOrder.LITTLE_ENDIAN);
    byte[] magic = new byte[8];
    trailer.get(magic);
    assertEquals("CNNCLIB1", new String(magic, StandardCharsets.US_ASCII));
    assertEquals(1, trailer.getInt());
    assertEquals(0, trailer.getInt());
    assertEquals(LIBRARY.length, trailer.getLong());
    assertEquals(json, trailer.getLong());
  }

  @Test
  void tellsTheKindsApart() throws IOException {
    byte[] good = Files.readAllBytes(artifact());
    refuses(Kind.NOT_AN_ARTIFACT, new byte[0]);
    refuses(Kind.NOT_AN_ARTIFACT, LIBRARY);
    refuses(Kind.NOT_AN_ARTIFACT, Arrays.copyOf(good, good.length - 1));
    refuses(Kind.DAMAGED, Arrays.copyOfRange(good, 1, good.length));
    refuses(Kind.DAMAGED, Arrays.copyOfRange(good, good.length - 64, good.length));
    byte[] flipped = good.clone();
    flipped[500] ^= 1;
    refuses(Kind.DAMAGED, flipped);
    byte[] newer = good.clone();
    newer[good.length - 56] = 2;
    refuses(Kind.TOO_NEW, newer);
    for (long size : new long[] {-1, Long.MIN_VALUE, Long.MAX_VALUE, good.length}) {
      byte[] wrong = good.clone();
      ByteBuffer.wrap(wrong).order(ByteOrder.LITTLE_ENDIAN).putLong(good.length - 48, size);
      refuses(Kind.DAMAGED, wrong);
      wrong = good.clone();
      ByteBuffer.wrap(wrong).order(ByteOrder.LITTLE_ENDIAN).putLong(good.length - 40, size);
      refuses(Kind.DAMAGED, wrong);
    }
  }

  @Test
  void everyMutationOfTheManifestIsReadOrRefused() {
    byte[] good = ManifestJson.write(ManifestJsonTest.MANIFEST);
    var random = new Random(SEED);
    int read = 0;
    for (int i = 0; i < MUTATIONS; i++) {
      try {
        Manifest manifest = ManifestJson.read(Mutation.mutate(good, random));
        // Whatever is accepted is a manifest: it can be written and read again.
        assertEquals(manifest, ManifestJson.read(ManifestJson.write(manifest)));
        read++;
      } catch (ArtifactException e) {
        assertTrue(!e.getMessage().contains("\n"), () -> "seed " + SEED + ": " + e.getMessage());
      }
    }
    assertTrue(read > 0 && read < MUTATIONS / 2, read + " mutations were read");
  }

  private Path artifact() throws IOException {
    Path path = folder.resolve("model.so");
    Files.write(path, LIBRARY);
    Artifact.append(path, ManifestJsonTest.MANIFEST);
    return path;
  }

  private void refuses(Kind kind, byte[] file) throws IOException {
    Path path = folder.resolve("wrong.so");
    Files.write(path, file);
    ArtifactException e = assertThrows(ArtifactException.class, () -> Artifact.read(path));
    assertEquals(kind, e.kind(), e.getMessage());
  }
}
