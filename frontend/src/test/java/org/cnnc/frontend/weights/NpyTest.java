package org.cnnc.frontend.weights;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.cnnc.frontend.diagnostic.Code;
import org.cnnc.frontend.diagnostic.DiagnosticException;
import org.cnnc.ir.tensor.DType;
import org.cnnc.ir.tensor.Tensor;
import org.cnnc.ir.tensor.TensorType;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NpyTest {
  @TempDir private Path folder;

  private Path file(int version, String header, byte... data) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', (byte) version, 0});
    bytes.write(header.length() & 0xff);
    bytes.write(header.length() >> 8);
    if (version > 1) {
      bytes.write(0);
      bytes.write(0);
    }
    bytes.writeBytes(header.getBytes(StandardCharsets.ISO_8859_1));
    bytes.writeBytes(data);
    return Files.write(folder.resolve("x.npy"), bytes.toByteArray());
  }

  private static String header(String descr, boolean fortran, String shape) {
    return "{'descr': '%s', 'fortran_order': %s, 'shape': %s, }\n"
        .formatted(descr, fortran ? "True" : "False", shape);
  }

  @Test
  void whatIsWrittenIsRead() throws IOException {
    Path path = folder.resolve("x.npy");
    List<Tensor> tensors =
        List.of(
            Tensor.generate(TensorType.f32(2, 3, 4), i -> i / 7.0),
            Tensor.filled(TensorType.f32(), Float.NaN),
            Tensor.generate(TensorType.f32(5), i -> i),
            Tensor.generate(TensorType.f32(0, 3), i -> i),
            Tensor.ofLongs(new TensorType(DType.I64, List.of(1)), new long[] {Long.MIN_VALUE}),
            Tensor.generate(new TensorType(DType.I32, List.of(2)), i -> -i),
            Tensor.generate(new TensorType(DType.BOOL, List.of(2, 2)), i -> i % 2));
    for (Tensor tensor : tensors) {
      Npy.write(path, tensor);
      assertEquals(0, Files.readAllBytes(path)[6 + 1], "version 1.0");
      assertEquals(tensor, Npy.read(path));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void everyVersionIsRead(int version) throws IOException {
    Path path = file(version, header("|u1", false, "(2, 2)"), new byte[] {0, 1, 127, -1});

    assertEquals(
        Tensor.ofFloats(TensorType.f32(2, 2), new float[] {0, 1, 127, 255}), Npy.read(path));
  }

  @Test
  void fortranOrderIsTurned() throws IOException {
    byte[] columns = {0, 10, 1, 11, 2, 12};

    Tensor tensor = Npy.read(file(1, header("|u1", true, "(2, 3)"), columns));

    assertArrayEquals(new float[] {0, 1, 2, 10, 11, 12}, tensor.toFloatArray());
  }

  @Test
  void doublesAreRoundedToFloats() throws IOException {
    byte[] third = {0x55, 0x55, 0x55, 0x55, 0x55, 0x55, (byte) 0xd5, 0x3f};

    Tensor tensor = Npy.read(file(1, header("<f8", false, "(1,)"), third));

    assertArrayEquals(new float[] {1f / 3}, tensor.toFloatArray());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{'descr': '>f4', 'fortran_order': False, 'shape': (1,)} | the element type `>f4` cannot be used; <f4, <f8, ¦u1, <i8, <i4 and ¦b1 can",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (2,)} | <f4 [2] needs 8 bytes of data, the file has 4",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (-1,)} | the .npy header cannot be read from its byte 40 on",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (1 1,)} | the .npy header's shape (1 1,) is no tuple of sizes",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (99999,99999)} | a tensor of shape [99999,99999] has more than 2147483648 elements",
        "{'descr': '<f4', 'fortran_order': False} | the .npy header needs descr, fortran_order and shape",
        "{'descr': '<f4', 'descr': '<f4'} | the .npy header has `descr` twice, unknown or of a wrong type",
        "{'descr': '<f4' 'shape': (1,)} | the .npy header cannot be read from its byte 16 on",
        "{'shape': True} | the .npy header has `shape` twice, unknown or of a wrong type",
        "shape | the .npy header is no dictionary",
      })
  void aDamagedHeaderIsRefused(String header, String message) throws IOException {
    assertRefused(file(1, header, new byte[4]), message.replace('¦', '|'));
  }

  private static void assertRefused(Path path, String message) {
    DiagnosticException e = assertThrows(DiagnosticException.class, () -> Npy.read(path));
    assertEquals(message, e.diagnostics().getFirst().message());
    assertEquals(Code.TENSOR_FILE, e.diagnostics().getFirst().code());
  }

  @Test
  void whatIsNoNpyFileIsRefused() throws IOException {
    Path path = folder.resolve("x.npy");
    assertRefused(path, "there is no such file");
    assertRefused(Files.write(path, new byte[0]), "not a .npy file");
    assertRefused(Files.write(path, new byte[20]), "not a .npy file");
    assertRefused(file(4, "{}"), "a .npy file of the unknown version 4");
  }

  @Test
  void anyMutationIsReadOrRefused() throws IOException {
    Path path = folder.resolve("x.npy");
    Npy.write(path, Tensor.generate(TensorType.f32(2, 3, 4), i -> i));
    byte[] good = Files.readAllBytes(path);
    long seed = 12;
    Random random = new Random(seed);
    assertTimeoutPreemptively(
        Duration.ofMinutes(2),
        () -> {
          for (int i = 0; i < 10_000; i++) {
            MappedFile mutated = Mutations.mutated(good, 90, random);
            try {
              Npy.read(mutated);
            } catch (DiagnosticException e) {
              assertEquals(1, e.getMessage().lines().count(), e.getMessage());
            } catch (RuntimeException | Error e) {
              throw new AssertionError("seed %d, case %d".formatted(seed, i), e);
            }
          }
        });
  }

  @Test
  void realDigitsAreRead() {
    Path digits = Path.of("../../shared/data/mnist");
    Assumptions.assumeTrue(Files.isDirectory(digits), "no shared data beside the project");
    Tensor images = Npy.read(digits.resolve("digits-images.npy"));
    assertEquals(1000, images.type().dim(0));
  }
}
