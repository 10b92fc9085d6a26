package org.cnnc.ir.text;

import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.cnnc.ir.op.Constant;
import org.cnnc.ir.tensor.DType;
import org.cnnc.ir.tensor.Tensor;
import org.cnnc.ir.tensor.TensorType;

/** Finds or makes the elements of constants. */
final class ConstantReader {
  /** All of {@code splat} and {@code random}: 256 MiB, since a line must not cost gigabytes. */
  private static final long MAX_MADE_ELEMENTS = 1L << 26;

  private final Map<String, Tensor> data;
  private long made;

  ConstantReader(Map<String, Tensor> data) {
    this.data = data;
  }

  /**
   * @param number the constant's value as it is written, the key of a constant without a name
   */
  Constant read(OpText text, TensorType type, String number) {
    Token at = text.mnemonic();
    if (type.isBatched()) {
      throw new GraphSyntaxException(at, "a constant cannot depend on the batch");
    }
    String name = text.name().map(Token::text).orElse("");
    return new Constant(
        name,
        switch (text.data()) {
          case OpText.Data.Beside() -> beside(at, type, name.isEmpty() ? number : name);
          case OpText.Data.Listed(List<Token> elements) -> listed(at, type, elements);
          case OpText.Data.Splat(Token value) -> splat(at, type, value);
          case OpText.Data.Random(Token seed) -> random(at, type, Literals.readLong(seed));
        });
  }

  private Tensor beside(Token at, TensorType type, String key) {
    Tensor tensor = data.get(key);
    if (tensor == null) {
      throw new GraphSyntaxException(
          at, "no data for the constant `%s`: write splat(0.5) or random(7)".formatted(key));
    }
    if (!tensor.type().equals(type)) {
      throw new GraphSyntaxException(
          at, "the data of the constant `%s` is %s, not %s".formatted(key, tensor.type(), type));
    }
    return tensor;
  }

  private static Tensor listed(Token at, TensorType type, List<Token> elements) {
    if (elements.size() != type.elements()) {
      throw new GraphSyntaxException(
          at, "%d elements for a constant of type %s".formatted(elements.size(), type));
    }
    return switch (type.dtype()) {
      case F32 -> {
        float[] floats = new float[elements.size()];
        for (int i = 0; i < floats.length; i++) {
          floats[i] = Literals.readFloat(elements.get(i));
        }
        yield Tensor.ofFloats(type, floats);
      }
      case I64 -> Tensor.ofLongs(type, elements.stream().mapToLong(Literals::readLong).toArray());
      case I32, BOOL -> {
        int[] integers = elements.stream().mapToInt(Literals::readInt).toArray();
        yield Tensor.generate(type, i -> integers[(int) i]);
      }
    };
  }

  private Tensor splat(Token at, TensorType type, Token value) {
    count(at, type);
    double element =
        type.dtype() == DType.F32 ? Literals.readFloat(value) : Literals.readInt(value);
    return Tensor.generate(type, i -> element);
  }

  private Tensor random(Token at, TensorType type, long seed) {
    count(at, type);
    if (type.dtype() != DType.F32) {
      throw new GraphSyntaxException(at, "random elements are f32, not " + type.dtype().text());
    }
    SplittableRandom random = new SplittableRandom(seed);
    return Tensor.generate(type, i -> random.nextDouble(-1, 1));
  }

  private void count(Token at, TensorType type) {
    made += type.elements();
    if (made > MAX_MADE_ELEMENTS) {
      throw new GraphSyntaxException(
          at, "more than %d elements by splat and random".formatted(MAX_MADE_ELEMENTS));
    }
  }
}
