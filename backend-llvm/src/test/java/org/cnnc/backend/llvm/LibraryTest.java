package org.cnnc.backend.llvm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import org.cnnc.ir.program.Program;
import org.cnnc.ir.spi.Backend;
import org.cnnc.ir.spi.BackendException;
import org.cnnc.ir.spi.NativeForm;
import org.cnnc.ir.target.Target;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The files that come out, and what goes wrong. */
class LibraryTest {
  private static final LlvmBackend BACKEND = new LlvmBackend();

  @TempDir Path folder;

  private static Program program() {
    return RunTest.program(
        "conv", Nests.naive(3, 5, 7), RunTest.random(1, 5 * 3 * 9), RunTest.random(2, 5));
  }

  static Stream<String> targets() {
    return BACKEND.targetNames().stream();
  }

  @ParameterizedTest
  @MethodSource("targets")
  void everyTargetMakesALibraryThatNeedsNoOther(String name) throws IOException {
    Path library = folder.resolve("model.so");
    NativeProgram.compile(program(), BACKEND.target(name), "{}", library);
    ElfFile elf = ElfFile.read(library);
    assertEquals(List.of("cnnc_model_v1_Test", "cnnc_model_v1"), elf.exported());
    assertEquals(List.of("sched_yield"), elf.imported());
    assertEquals(0, elf.neededLibraries());
    assertFalse(elf.hasExecutableStack());
    assertTrue(elf.hasReadOnlyRelocations());
  }

  @Test
  void onlyATimedProgramAsksTheClock() throws IOException {
    Path library = folder.resolve("model.so");
    NativeProgram.compile(
        program().withStepTimes("times"), BACKEND.target("native"), "{}", library);
    ElfFile elf = ElfFile.read(library);
    assertEquals(List.of("cnnc_model_v1_Test", "cnnc_model_v1"), elf.exported());
    assertEquals(List.of("clock_gettime", "sched_yield"), elf.imported());
    assertEquals(0, elf.neededLibraries());
  }

  @ParameterizedTest
  @EnumSource(names = "KERNELS", mode = EnumSource.Mode.EXCLUDE)
  void compilingTwiceGivesTheSameBytes(NativeForm form) throws IOException {
    Path first = folder.resolve("first");
    Path second = Files.createDirectory(folder.resolve("other")).resolve("second");
    Target target = BACKEND.target("x86-64-v3");
    NativeProgram.compile(program(), target, "{}", Map.of(form, first));
    NativeProgram.compile(program(), target, "{}", Map.of(form, second));
    assertArrayEquals(Files.readAllBytes(first), Files.readAllBytes(second));
  }

  /** Linkers themselves read it in the tests of {@code examples}. */
  @Test
  void theIndexOfAStaticLibraryLeadsToWhoDefinesASymbol() throws IOException {
    Path library = folder.resolve("model.a");
    Target target = BACKEND.target("aarch64");
    NativeProgram.compile(program(), target, "{}", Map.of(NativeForm.STATIC_LIBRARY, library));

    byte[] archive = Files.readAllBytes(library);
    ByteBuffer numbers = ByteBuffer.wrap(archive);
    assertEquals("!<arch>\n/               0           ", ascii(archive, 0, 36));
    assertEquals(2, numbers.getInt(68));
    String names = "cnnc_model_v1_Test\0cnnc_model_v1_Test.weights\0";
    assertEquals(names, ascii(archive, 80, names.length()));
    assertEquals("code.o/", ascii(archive, numbers.getInt(72), 7));
    assertEquals("weights.o/", ascii(archive, numbers.getInt(76), 10));
    int code = numbers.getInt(72) + 60;
    assertEquals("\177ELF", ascii(archive, code, 4));
  }

  private static String ascii(byte[] bytes, int from, int length) {
    return new String(bytes, from, length, StandardCharsets.US_ASCII);
  }

  @Test
  void leavesNothingButTheLibrary() throws IOException {
    NativeProgram.compile(program(), BACKEND.target("native"), "{}", folder.resolve("model.so"));
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(List.of(folder.resolve("model.so")), files.toList());
    }
  }

  @Test
  void aFolderThatDoesNotExistIsNamed() {
    Path library = folder.resolve("none/model.so");
    BackendException e =
        assertThrows(
            BackendException.class,
            () -> NativeProgram.compile(program(), BACKEND.target("native"), "{}", library));
    assertEquals(library + " cannot be written: its folder does not exist", e.getMessage());
  }

  @Test
  void anUnknownTargetIsAnsweredWithTheKnownOnes() {
    BackendException e = assertThrows(BackendException.class, () -> BACKEND.target("pentium"));
    assertTrue(e.getMessage().contains("`pentium`"), e.getMessage());
    assertTrue(e.getMessage().contains("native, x86-64-v2, x86-64-v3"), e.getMessage());
  }

  @ParameterizedTest
  @CsvSource({
    "x86_64-pc-windows-msvc, Windows",
    "Win64, Windows",
    "aarch64-macos, macOS",
    "apple-m1, macOS",
  })
  void aTargetOfAnotherSystemIsRefusedByItsName(String name, String system) {
    BackendException e = assertThrows(BackendException.class, () -> BACKEND.target(name));
    String start =
        "no target `%s`: libraries are made for Linux, not for %s; ".formatted(name, system);
    assertTrue(e.getMessage().startsWith(start), e.getMessage());
  }

  @Test
  void isFoundAsAService() {
    assertTrue(
        ServiceLoader.load(Backend.class).stream().anyMatch(p -> p.type() == LlvmBackend.class));
  }

  /** The statuses of docs/ABI.md; every pointer but the call's own is null here. */
  @ParameterizedTest
  @CsvSource({
    "0, 0, 1, 1",
    "-1, 2, 1, 1",
    "2, 2, 1, 1",
    "0, 1, -1, 2",
    "0, 1, 0, 0",
    "0, 1, 1, 3",
    "0, 2, 1, 3",
  })
  void aCallThatCannotBeRunReturnsItsStatus(int thread, int threads, long batch, int status) {
    Path library = folder.resolve("model.so");
    NativeProgram.compile(program(), BACKEND.target("native"), "{}", library);
    try (NativeProgram compiled = new NativeProgram(program(), library);
        Arena arena = Arena.ofConfined()) {
      MemorySegment call = arena.allocate(56, 8);
      call.set(ValueLayout.JAVA_LONG, 32, batch);
      call.set(ValueLayout.JAVA_INT, 40, thread);
      call.set(ValueLayout.JAVA_INT, 44, threads);
      assertEquals(status, compiled.call(call));
    }
  }
}
