package org.cnnc.examples.operator;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * What is drawn at random for the calls of one model: the shapes of its inputs, an image {@code x},
 * a sequence {@code s} and a vector {@code v}, and all arguments.
 */
final class Draw {
  private final Random random;
  private final Call image;
  private final Call sequence;
  private final Call vector;

  Draw(long seed) {
    random = new Random(seed);
    // Channels on both sides of a block of them.
    int channels = oneOf(1, 2, 3, 4, 6, 16, 17);
    image = Call.of("x", channels, from(5, 9), from(5, 9));
    sequence = Call.of("s", channels, from(5, 12));
    vector = Call.of("v", from(2, 9));
  }

  Call image() {
    return image;
  }

  Call sequence() {
    return sequence;
  }

  Call vector() {
    return vector;
  }

  Call any() {
    return oneOf(image, sequence, vector);
  }

  int channels() {
    return image.dim(1);
  }

  int height() {
    return image.dim(2);
  }

  int width() {
    return image.dim(3);
  }

  boolean flag() {
    return random.nextBoolean();
  }

  int below(int bound) {
    return random.nextInt(bound);
  }

  int from(int least, int most) {
    return least + random.nextInt(most - least + 1);
  }

  @SafeVarargs
  final <T> T oneOf(T... choices) {
    return choices[random.nextInt(choices.length)];
  }

  /** A number with few digits, which is exact in single precision. */
  double real(double least, double most) {
    return Math.rint((least + random.nextDouble() * (most - least)) * 16) / 16;
  }

  /** An axis of a tensor behind the batch. */
  int axis(Call x) {
    return from(1, x.rank() - 1);
  }

  /** An axis as it may be written: from the front or from the end. */
  String written(int axis, Call x) {
    return Integer.toString(flag() ? axis : axis - x.rank());
  }

  /** At least one axis behind the batch, ascending. */
  List<Integer> axes(Call x) {
    int kept = axis(x);
    return IntStream.range(1, x.rank()).filter(i -> i == kept || flag()).boxed().toList();
  }

  int divisor(int number) {
    List<Integer> all =
        IntStream.rangeClosed(1, number).filter(i -> number % i == 0).boxed().toList();
    return all.get(below(all.size()));
  }

  /** The axes behind the batch in another order, the batch in front. */
  List<Integer> permutation(Call x) {
    List<Integer> order = new ArrayList<>(IntStream.range(1, x.rank()).boxed().toList());
    Collections.shuffle(order, random);
    order.addFirst(0);
    return order;
  }

  /** A height and a width as they may be written. */
  static String pair(Object height, Object width) {
    return height.equals(width) ? height.toString() : "(%s, %s)".formatted(height, width);
  }
}
