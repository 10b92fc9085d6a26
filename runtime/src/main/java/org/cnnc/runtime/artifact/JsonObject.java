package org.cnnc.runtime.artifact;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * The members of a JSON object by name and type. A member that is missing or of another type throws
 * a {@link JsonException} that names its place, such as {@code inputs[0].shape}.
 *
 * @param place what comes before a member's name in messages: empty, or such as {@code inputs[0].}
 */
record JsonObject(String place, Json.Members members) {
  static JsonObject of(String what, Json json) {
    if (json instanceof Json.Members members) {
      return new JsonObject(what.isEmpty() ? "" : what + ".", members);
    }
    throw new JsonException(
        (what.isEmpty() ? "the manifest" : "`" + what + "`") + " is not an object");
  }

  String string(String name) {
    return string(place + name, member(name));
  }

  boolean truth(String name) {
    if (member(name) instanceof Json.Truth(boolean value)) {
      return value;
    }
    throw notA(place + name, "true or false");
  }

  /** A whole number from 0 to 2^63 - 1. */
  long count(String name) {
    return count(place + name, member(name));
  }

  JsonObject object(String name) {
    return of(place + name, member(name));
  }

  /** A member that may be missing or {@code null}. */
  <T> Optional<T> optional(String name, Function<String, T> read) {
    Json value = members.values().get(name);
    return value == null || value instanceof Json.Null
        ? Optional.empty()
        : Optional.of(read.apply(name));
  }

  /** A list whose items {@code read} gets with their places. */
  <T> List<T> list(String name, ItemReader<T> read) {
    if (member(name) instanceof Json.Items(List<Json> values)) {
      return IntStream.range(0, values.size())
          .mapToObj(i -> read.read(place + name + "[" + i + "]", values.get(i)))
          .toList();
    }
    throw notA(place + name, "a list");
  }

  double real(String name) {
    return real(place + name, member(name));
  }

  /** One whole number that fits an {@code int}, or a list of two. */
  List<Integer> sizes(String name) {
    if (member(name) instanceof Json.Items) {
      List<Integer> sizes = list(name, JsonObject::size);
      if (sizes.size() == 2) {
        return sizes;
      }
      throw notA(place + name, "one number or two");
    }
    return List.of(size(place + name, member(name)));
  }

  /** Reads one item of a list. */
  interface ItemReader<T> {
    T read(String place, Json item);
  }

  static String string(String place, Json json) {
    if (json instanceof Json.Text(String value)) {
      return value;
    }
    throw notA(place, "a string");
  }

  static double real(String place, Json json) {
    if (json instanceof Json.Numeral(String spelling)) {
      double value = Double.parseDouble(spelling);
      if (Double.isFinite(value)) {
        return value;
      }
    }
    throw notA(place, "a finite number");
  }

  /** A whole number that fits an {@code int}. */
  static int size(String place, Json json) {
    long value = count(place, json);
    if (value > Integer.MAX_VALUE) {
      throw notA(place, "a whole number below 2^31");
    }
    return (int) value;
  }

  private static long count(String place, Json json) {
    // No more than 18 digits, so that parseLong cannot overflow.
    if (json instanceof Json.Numeral(String spelling) && spelling.matches("[0-9]{1,18}")) {
      return Long.parseLong(spelling);
    }
    throw notA(place, "a whole number of at most 18 digits");
  }

  private Json member(String name) {
    Json value = members.values().get(name);
    if (value == null) {
      throw new JsonException("`" + place + name + "` is missing");
    }
    return value;
  }

  private static JsonException notA(String place, String expected) {
    return new JsonException("`" + place + "` is not " + expected);
  }
}
