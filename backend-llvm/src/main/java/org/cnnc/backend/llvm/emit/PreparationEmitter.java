package org.cnnc.backend.llvm.emit;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.cnnc.ir.program.Preparation;
import org.cnnc.ir.program.Program;

/**
 * Writes how inputs are made of pictures: what each of them wants as constants, and the functions
 * of {@code pictures.ll}, which do it. A program without preparations has neither.
 */
final class PreparationEmitter {
  /** The function of the descriptor. */
  private static final String ENTRY = "@cnnc.prepare";

  /** What it returns for an input that is made of no picture, see docs/ABI.md. */
  private static final int NO_PICTURE = -1;

  private PreparationEmitter() {}

  /** The entry's address for the descriptor. */
  static String entry(Program program) {
    return program.preparations().isEmpty() ? "null" : ENTRY;
  }

  /** The functions and the constants that they read. */
  static String emit(Program program, ModuleParts module) {
    List<Preparation> preparations = program.preparations();
    if (preparations.isEmpty()) {
      return "";
    }
    return String.join(
        "\n",
        functions(module),
        preparations.stream().map(PreparationEmitter::constants).collect(Collectors.joining()),
        entry(preparations));
  }

  /** The functions that all libraries share; what they declare is left to the module. */
  private static String functions(ModuleParts module) {
    try (InputStream file = PreparationEmitter.class.getResourceAsStream("pictures.ll")) {
      String text = new String(file.readAllBytes(), StandardCharsets.UTF_8);
      text.lines().filter(PreparationEmitter::isDeclaration).forEach(module::declare);
      return text.lines()
          .filter(line -> !isDeclaration(line))
          .collect(Collectors.joining("\n", "", "\n"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isDeclaration(String line) {
    return line.startsWith("declare ");
  }

  private static String constants(Preparation p) {
    String values =
        LongStream.range(0, p.values().type().elements())
            .mapToObj(i -> Value.of(p.values().floatAt(i)).typed())
            .collect(Collectors.joining(", "));
    return """
        @cnnc.values.%1$d = private unnamed_addr constant [%2$d x float] [%3$s], align 64
        @cnnc.preparation.%1$d = private unnamed_addr constant %%cnnc.preparation \
        { i64 %4$d, i64 %5$d, i64 %6$d, %7$s, i1 %8$b, i1 %9$b, ptr @cnnc.values.%1$d }
        """
        .formatted(
            p.input(),
            p.values().type().elements(),
            values,
            p.channels(),
            p.height(),
            p.width(),
            resize(p.resize()),
            p.isCut(),
            p.isBgr());
  }

  private static String resize(Preparation.Resize resize) {
    return switch (resize) {
      case Preparation.Resize.None() -> "i64 0, i64 0, i64 0";
      case Preparation.Resize.ShorterSide(int side) -> "i64 1, i64 %d, i64 0".formatted(side);
      case Preparation.Resize.Exact(int height, int width) ->
          "i64 2, i64 %d, i64 %d".formatted(height, width);
    };
  }

  /** The function that finds what is wanted by the number of the input. */
  private static String entry(List<Preparation> preparations) {
    StringBuilder cases = new StringBuilder();
    StringBuilder calls = new StringBuilder();
    for (Preparation p : preparations) {
      cases.append(" i32 %1$d, label %%input.%1$d".formatted(p.input()));
      calls.append(
          """
          input.%1$d:
            %%status.%1$d = tail call i64 @cnnc.picture.prepare(ptr @cnnc.preparation.%1$d, \
          ptr %%samples, ptr %%picture, ptr %%image)
            ret i64 %%status.%1$d
          """
              .formatted(p.input()));
    }
    return """
        define internal i64 %s(i32 %%input, ptr %%samples, ptr %%picture, ptr %%image) #0 {
        entry:
          switch i32 %%input, label %%none [%s ]
        none:
          ret i64 %d
        %s}
        """
        .formatted(ENTRY, cases, NO_PICTURE, calls);
  }
}
