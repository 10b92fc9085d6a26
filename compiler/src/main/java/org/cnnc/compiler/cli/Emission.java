package org.cnnc.compiler.cli;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A kind of file that {@code cnnc compile --emit} writes, named as its ending is. */
enum Emission {
  /** The shared library. */
  SO,
  /** The C header. */
  H;

  /** As it is written after {@code --emit}, and as the file's name ends: {@code so}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The kind of this name or ending. */
  static Optional<Emission> named(String text) {
    return Arrays.stream(values()).filter(kind -> kind.toString().equals(text)).findFirst();
  }

  /** Reads {@code so}. */
  static final class Converter implements ITypeConverter<Emission> {
    @Override
    public Emission convert(String text) {
      return named(text)
          .orElseThrow(
              () ->
                  new TypeConversionException(
                      "`%s` is none of %s"
                          .formatted(
                              text,
                              Arrays.stream(values())
                                  .map(Emission::toString)
                                  .collect(Collectors.joining(", ")))));
    }
  }
}
