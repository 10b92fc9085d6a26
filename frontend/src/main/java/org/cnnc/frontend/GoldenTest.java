package org.cnnc.frontend;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.cnnc.ir.SourceSpan;
import org.cnnc.ir.tensor.Tensor;

/**
 * A {@code test} of a model file: inputs, and what must hold of the outputs. Files are resolved
 * against the model's file and not read yet.
 */
public record GoldenTest(String title, List<Given> inputs, List<Expectation> expectations) {
  public GoldenTest {
    inputs = List.copyOf(inputs);
    expectations = List.copyOf(expectations);
  }

  /** The files that it names. */
  List<Path> files() {
    return Stream.concat(
            inputs.stream().map(Given::source),
            expectations.stream()
                .filter(Expectation.Close.class::isInstance)
                .map(close -> ((Expectation.Close) close).expected()))
        .flatMap(source -> file(source).stream())
        .toList();
  }

  private static Optional<Path> file(Source source) {
    return switch (source) {
      case Source.Image(Path file) -> Optional.of(file);
      case Source.Npy(Path file) -> Optional.of(file);
      case Source.Literal _ -> Optional.empty();
    };
  }

  /** The value of one input. */
  public record Given(String input, Source source) {}

  /** Where an input's value is from. */
  public sealed interface Source {
    /** {@code image("seven.png")}: made by the input's {@link Pixels}. */
    record Image(Path file) implements Source {}

    /** {@code npy("seven.npy")}: the tensor itself. */
    record Npy(Path file) implements Source {}

    /** Numbers written in the test. */
    record Literal(Tensor value) implements Source {}
  }

  /** What must hold of an output. */
  public sealed interface Expectation {
    /** Where it is written, for the report of a failure. */
    SourceSpan span();

    /** {@code top1(scores) == 7}: the index of the greatest element. */
    record TopClass(SourceSpan span, String output, int index) implements Expectation {}

    /** {@code top1(scores) == "seven"}: the greatest element's label. */
    record TopLabel(SourceSpan span, String output, String label) implements Expectation {}

    /** {@code scores[0, 7] > 0.9}. */
    record Element(
        SourceSpan span, String output, List<Integer> index, Comparison comparison, double bound)
        implements Expectation {
      public Element {
        index = List.copyOf(index);
      }
    }

    /** {@code close(scores, npy("logits.npy"), atol=1e-4)}: everywhere within {@code atol}. */
    record Close(SourceSpan span, String output, Source expected, double atol)
        implements Expectation {}
  }

  /** How an element is compared with a number. */
  public enum Comparison {
    LESS,
    LESS_OR_EQUAL,
    GREATER,
    GREATER_OR_EQUAL
  }
}
