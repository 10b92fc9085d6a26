package org.cnnc.frontend.weights;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.cnnc.frontend.diagnostic.Code;
import org.cnnc.frontend.diagnostic.DiagnosticException;
import org.cnnc.ir.tensor.DType;
import org.cnnc.ir.tensor.Tensor;
import org.cnnc.ir.tensor.TensorType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SafetensorsTest {
  @TempDir private Path folder;

  private Path file(String header, byte... data) throws IOException {
    byte[] text = header.getBytes(StandardCharsets.UTF_8);
    ByteBuffer bytes =
        ByteBuffer.allocate(8 + text.length + data.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putLong(text.length).put(text).put(data);
    return Files.write(folder.resolve("w.safetensors"), bytes.array());
  }

  private static Tensor tensor(SafetensorsFile file, String name) {
    return file.tensor(file.entries().get(name), DType.F32).orElseThrow();
  }

  @Test
  void whatIsWrittenIsRead() throws IOException {
    Map<String, Tensor> tensors = new TreeMap<>();
    tensors.put("a", Tensor.generate(TensorType.f32(2, 3), i -> i * 0.1));
    tensors.put("b.\"quoted\"", Tensor.filled(TensorType.f32(), Float.NaN));
    tensors.put("c", Tensor.filled(TensorType.f32(0, 4), 0));
    tensors.put("n", Tensor.generate(new TensorType(DType.I64, List.of(2)), i -> i));
    Path path = folder.resolve("w.safetensors");

    SafetensorsWriter.write(path, tensors);
    SafetensorsFile file = SafetensorsFile.open(path);

    assertEquals(tensors.keySet(), file.entries().keySet());
    for (String name : List.of("a", "b.\"quoted\"", "c")) {
      assertEquals(tensors.get(name), tensor(file, name));
    }
    assertTrue(file.tensor(file.entries().get("n"), DType.F32).isEmpty());
    assertEquals(tensors.get("n"), file.tensor(file.entries().get("n"), DType.I64).orElseThrow());
  }

  @Test
  void halvesAreWidened() throws IOException {
    SafetensorsFile file =
        SafetensorsFile.open(
            file(
                """
                {"__metadata__": {"format": "pt"},
                 "f": {"dtype": "F16", "shape": [2], "data_offsets": [0, 4]},
                 "b": {"dtype": "BF16", "shape": [2], "data_offsets": [4, 8]}}
                """,
                new byte[] {0, 0x3c, 1, 0, (byte) 0x80, 0x3f, 0x20, (byte) 0xc1}));

    assertArrayEquals(new float[] {1, 0x1p-24f}, tensor(file, "f").toFloatArray());
    assertArrayEquals(new float[] {1, -10}, tensor(file, "b").toFloatArray());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,4]}} | `a` is F32 [2] and has 4 bytes instead of 8",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,16]}} | `a` lies at 0 to 16 of 8 bytes of data",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[8,0]}} | `a` lies at 8 to 0 of 8 bytes of data",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}} | `a` begins 4 bytes after the tensor before",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}} | 4 bytes at the end belong to no tensor",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]},\"b\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}} | `b` overlaps another tensor",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]},\"a\":{}} | the header has the key `a` twice",
        "{\"a\":{\"dtype\":\"F32\",\"dtype\":\"F32\"}} | `a` has the key `dtype` twice",
        "{\"a\":{\"dtype\":\"Q9\",\"shape\":[2],\"data_offsets\":[0,8]}} | `a` is of the unknown type `Q9`",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[-2],\"data_offsets\":[0,8]}} | `a` has a shape or data_offsets of something else than a few integers",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[2.0],\"data_offsets\":[0,8]}} | `a` has a shape or data_offsets of something else than a few integers",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[\"2\"],\"data_offsets\":[0,8]}} | `a` has a shape or data_offsets of something else than a few integers",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8,9]}} | `a` has a shape or data_offsets of something else than a few integers",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[99999,99999],\"data_offsets\":[0,8]}} | `a` is too large: a tensor of shape [99999,99999] has more than 2147483648 elements",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[99999999999],\"data_offsets\":[0,8]}} | `a` has a dimension of 99999999999",
        "{\"a\":{\"shape\":[2],\"data_offsets\":[0,8]}} | `a` needs a dtype, a shape and two data_offsets",
        "{\"a\":{\"extra\":1}} | `a` has the unknown key `extra`",
        "{} {} | the header is not the JSON of safetensors at line 1 column 5",
      })
  void aDamagedHeaderIsRefused(String header, String message) throws IOException {
    Path path = file(header, new byte[8]);

    assertRefused(path, message);
  }

  private static void assertRefused(Path path, String message) {
    DiagnosticException e =
        assertThrows(DiagnosticException.class, () -> SafetensorsFile.open(path));
    assertEquals(message, e.diagnostics().getFirst().message());
    assertEquals(Code.TENSOR_FILE, e.diagnostics().getFirst().code());
    assertEquals(path + ": error[tensor-file]: " + message + "\n", e.getMessage());
  }

  @Test
  void whatIsNoSafetensorsFileIsRefused() throws IOException {
    assertRefused(folder.resolve("none"), "there is no such file");
    assertRefused(folder, "not a file");
    Path path = folder.resolve("w.safetensors");
    assertRefused(Files.write(path, new byte[3]), "not a safetensors file: it has only 3 bytes");
    assertRefused(
        Files.write(path, new byte[] {-1, -1, -1, -1, -1, -1, -1, -1, 0}),
        "not a safetensors file: a header of 18446744073709551615 bytes in a file of 9");
  }

  @Test
  void deepNestingIsRefused() throws IOException {
    Path path = file("{\"__metadata__\": " + "[".repeat(100_000) + "}");

    DiagnosticException e =
        assertThrows(DiagnosticException.class, () -> SafetensorsFile.open(path));
    assertEquals(Code.TENSOR_FILE, e.diagnostics().getFirst().code());
  }

  @Test
  void anyMutationIsReadOrRefused() throws IOException {
    Path path = folder.resolve("w.safetensors");
    Map<String, Tensor> tensors = new TreeMap<>();
    tensors.put("conv1.weight", Tensor.generate(TensorType.f32(4, 3, 3, 3), i -> i));
    tensors.put("conv1.bias", Tensor.generate(TensorType.f32(4), i -> i));
    tensors.put("steps", Tensor.generate(new TensorType(DType.I64, List.of()), i -> i));
    SafetensorsWriter.write(path, tensors);
    byte[] good = Files.readAllBytes(path);
    long seed = 11;
    Random random = new Random(seed);
    assertTimeoutPreemptively(
        Duration.ofMinutes(2),
        () -> {
          for (int i = 0; i < 10_000; i++) {
            MappedFile mutated = Mutations.mutated(good, 250, random);
            try {
              SafetensorsFile file = SafetensorsFile.of(mutated);
              file.entries().values().forEach(entry -> file.tensor(entry, DType.F32));
            } catch (DiagnosticException e) {
              assertEquals(1, e.getMessage().lines().count(), e.getMessage());
            } catch (RuntimeException | Error e) {
              throw new AssertionError("seed %d, case %d".formatted(seed, i), e);
            }
          }
        });
  }
}
