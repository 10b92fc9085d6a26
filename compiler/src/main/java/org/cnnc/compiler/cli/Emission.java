package org.cnnc.compiler.cli;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.cnnc.ir.spi.NativeForm;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A kind of file that {@code cnnc compile --emit} writes, named as its ending is. */
enum Emission {
  /** The shared library, for {@code dlopen} and for Java. */
  SO(Optional.of(NativeForm.SHARED_LIBRARY)),
  /** The static library. */
  A(Optional.of(NativeForm.STATIC_LIBRARY)),
  /** The object. */
  O(Optional.of(NativeForm.OBJECT)),
  /** The C header. */
  H(Optional.empty()),
  /** The source of a Java class, with the resources that it loads; by itself. */
  JAVA(Optional.empty()),
  /** A Java class with its resources; by itself. */
  JAR(Optional.empty()),
  /** The model for OpenCL. */
  CNNCL(Optional.of(NativeForm.KERNELS)),
  /** The model for several targets; by itself. */
  CNNB(Optional.empty());

  private final Optional<NativeForm> form;

  Emission(Optional<NativeForm> form) {
    this.form = form;
  }

  /** What is written for one target where nothing else is asked for. */
  static List<Emission> usual(NativeForm loadable) {
    return switch (loadable) {
      case KERNELS -> List.of(CNNCL);
      case SHARED_LIBRARY, STATIC_LIBRARY, OBJECT -> List.of(SO, H);
    };
  }

  /** What a backend calls it; empty where no backend makes it. */
  Optional<NativeForm> form() {
    return form;
  }

  /** Whether it is made of all models of a file, and for several targets. */
  boolean isTyped() {
    return this == JAVA || this == JAR;
  }

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
