package org.cnnc.frontend.weights;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.cnnc.ir.tensor.DType;

/**
 * The Python dictionary at the head of an {@code .npy} file.
 *
 * @param descr the element type, {@code <f4}
 */
record NpyHeader(String descr, boolean fortranOrder, List<Integer> dims) {
  private static final int MAX_RANK = 32;

  private static final Pattern PAIR =
      Pattern.compile(
          "\\s*'(?<key>\\w{1,20})'\\s*:\\s*"
              + "(?:'(?<text>[^']{0,20})'|(?<truth>True|False)|\\((?<tuple>[0-9, L]*+)\\))\\s*(?<end>,?)");

  private static final Pattern NUMBER = Pattern.compile("\\s*(\\d{1,10})L?\\s*");

  NpyHeader {
    dims = List.copyOf(dims);
  }

  static NpyHeader parse(MappedFile file, String text) {
    String body = text.strip();
    if (!body.startsWith("{") || !body.endsWith("}")) {
      throw file.error("the .npy header is no dictionary");
    }
    body = body.substring(1, body.length() - 1);
    String descr = null;
    Boolean fortranOrder = null;
    List<Integer> dims = null;
    Matcher pair = PAIR.matcher(body);
    int at = 0;
    while (!body.substring(at).isBlank()) {
      boolean separated = at == 0 || body.charAt(at - 1) == ',';
      if (!pair.find(at) || pair.start() != at || !separated) {
        throw file.error("the .npy header cannot be read from its byte %d on".formatted(at + 1));
      }
      String key = pair.group("key");
      if (key.equals("descr") && descr == null && pair.group("text") != null) {
        descr = pair.group("text");
      } else if (key.equals("fortran_order")
          && fortranOrder == null
          && pair.group("truth") != null) {
        fortranOrder = pair.group("truth").equals("True");
      } else if (key.equals("shape") && dims == null && pair.group("tuple") != null) {
        dims = dims(file, pair.group("tuple"));
      } else {
        throw file.error(
            "the .npy header has `%s` twice, unknown or of a wrong type".formatted(key));
      }
      at = pair.end();
    }
    if (descr == null || fortranOrder == null || dims == null) {
      throw file.error("the .npy header needs descr, fortran_order and shape");
    }
    return new NpyHeader(known(file, descr), fortranOrder, dims);
  }

  private static List<Integer> dims(MappedFile file, String tuple) {
    List<Integer> dims = new ArrayList<>();
    // A tuple of one element ends with a comma.
    String elements = tuple.stripTrailing();
    elements = elements.endsWith(",") ? elements.substring(0, elements.length() - 1) : elements;
    if (elements.isBlank()) {
      return dims;
    }
    for (String element : elements.split(",", MAX_RANK + 1)) {
      Matcher number = NUMBER.matcher(element);
      if (!number.matches() || Long.parseLong(number.group(1)) > Integer.MAX_VALUE) {
        throw file.error("the .npy header's shape (%s) is no tuple of sizes".formatted(tuple));
      }
      dims.add(Integer.parseInt(number.group(1)));
    }
    return dims;
  }

  private static String known(MappedFile file, String descr) {
    return switch (descr) {
      case "<f4", "<f8", "|u1", "<i8", "<i4", "|b1" -> descr;
      default ->
          throw file.error(
              "the element type `%s` cannot be used; <f4, <f8, |u1, <i8, <i4 and |b1 can"
                  .formatted(SafetensorsHeader.shown(descr)));
    };
  }

  /** The type of the elements as they are given out. */
  DType dtype() {
    return switch (descr) {
      case "<i8" -> DType.I64;
      case "<i4" -> DType.I32;
      case "|b1" -> DType.BOOL;
      default -> DType.F32;
    };
  }

  int elementBytes() {
    return switch (descr) {
      case "<f8", "<i8" -> 8;
      case "<f4", "<i4" -> 4;
      default -> 1;
    };
  }

  /**
   * Whether the bytes in the file are those of the tensor, truth values being checked when read.
   */
  boolean isTensorData() {
    return descr.equals("<f4") || descr.equals("<i8") || descr.equals("<i4");
  }

  /** Whether the elements lie in another order than row-major. */
  boolean isTransposed() {
    return fortranOrder && dims.size() > 1;
  }

  /** Where the element at a row-major position is in the file, counted in elements. */
  long position(long rowMajor) {
    if (!isTransposed()) {
      return rowMajor;
    }
    long rest = rowMajor;
    long position = 0;
    long[] index = new long[dims.size()];
    for (int i = dims.size() - 1; i >= 0; i--) {
      index[i] = rest % dims.get(i);
      rest /= dims.get(i);
    }
    for (int i = dims.size() - 1; i >= 0; i--) {
      position = position * dims.get(i) + index[i];
    }
    return position;
  }
}
