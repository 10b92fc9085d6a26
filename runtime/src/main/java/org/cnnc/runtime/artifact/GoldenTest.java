package org.cnnc.runtime.artifact;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * A test of a model: inputs, and what must hold of the outputs. Data is as the model takes it, the
 * images one after another, in little endian.
 *
 * @param inputs one for each input of the model, in any order
 */
public record GoldenTest(String title, List<Given> inputs, List<Expectation> expectations) {
  public GoldenTest {
    inputs = List.copyOf(inputs);
    expectations = List.copyOf(expectations);
  }

  /** The value of an input. */
  public record Given(String input, ByteBuffer data) {}

  /** What must hold of an output. */
  public sealed interface Expectation {
    /** Where it is written, such as {@code lenet5.cnn:20:10}; failures begin with it. */
    String place();

    String output();

    /** The greatest of an image's scores is that of this class; so for each image. */
    record TopClass(String place, String output, int index) implements Expectation {}

    /**
     * One element.
     *
     * @param element its number in the whole output
     * @param index its number in the text, such as {@code [0, 7]}
     */
    record Element(
        String place,
        String output,
        long element,
        String index,
        Comparison comparison,
        double bound)
        implements Expectation {}

    /** Every element is within {@code atol} of this one. */
    record Close(String place, String output, ByteBuffer expected, double atol)
        implements Expectation {}
  }

  /** How an element is compared with a number; nothing holds of a NaN. */
  public enum Comparison {
    LESS("<"),
    LESS_OR_EQUAL("<="),
    GREATER(">"),
    GREATER_OR_EQUAL(">=");

    private final String sign;

    Comparison(String sign) {
      this.sign = sign;
    }

    public boolean holds(double left, double right) {
      return switch (this) {
        case LESS -> left < right;
        case LESS_OR_EQUAL -> left <= right;
        case GREATER -> left > right;
        case GREATER_OR_EQUAL -> left >= right;
      };
    }

    /** As it is written, such as {@code <=}. */
    @Override
    public String toString() {
      return sign;
    }
  }
}
