package org.cnnc.frontend.weights;

import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.MalformedJsonException;
import java.io.IOException;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.cnnc.frontend.diagnostic.DiagnosticException;
import org.cnnc.ir.tensor.DType;
import org.cnnc.ir.tensor.TensorType;

/**
 * Reads and checks a safetensors header: strict JSON without repeated keys, every tensor inside the
 * file with as many bytes as its shape needs, no byte in two tensors or in none.
 */
final class SafetensorsHeader {
  /** Longer headers are refused: 16 MiB are a hundred thousand tensors. */
  private static final long MAX_BYTES = 1L << 24;

  private static final int LENGTH_BYTES = Long.BYTES;
  private static final int MAX_RANK = 32;

  /** The bytes of one element. */
  private static final Map<String, Integer> DTYPES =
      Map.ofEntries(
          Map.entry("F64", 8),
          Map.entry("F32", 4),
          Map.entry("F16", 2),
          Map.entry("BF16", 2),
          Map.entry("F8_E4M3", 1),
          Map.entry("F8_E5M2", 1),
          Map.entry("I64", 8),
          Map.entry("I32", 4),
          Map.entry("I16", 2),
          Map.entry("I8", 1),
          Map.entry("U64", 8),
          Map.entry("U32", 4),
          Map.entry("U16", 2),
          Map.entry("U8", 1),
          Map.entry("BOOL", 1));

  /** What is worth telling of a JSON parser's message; the rest is about its settings. */
  private static final Pattern JSON_PLACE = Pattern.compile(" at line \\d+ column \\d+");

  private final MappedFile file;
  private final long dataBegin;

  private SafetensorsHeader(MappedFile file, long dataBegin) {
    this.file = file;
    this.dataBegin = dataBegin;
  }

  /** The entries by name. */
  static Map<String, SafetensorsFile.Entry> read(MappedFile file) {
    if (file.size() < LENGTH_BYTES) {
      throw file.error("not a safetensors file: it has only %d bytes".formatted(file.size()));
    }
    long length = file.i64(0);
    if (length < 2 || length > MAX_BYTES || length > file.size() - LENGTH_BYTES) {
      throw file.error(
          "not a safetensors file: a header of %s bytes in a file of %d"
              .formatted(Long.toUnsignedString(length), file.size()));
    }
    SafetensorsHeader header = new SafetensorsHeader(file, LENGTH_BYTES + length);
    Map<String, SafetensorsFile.Entry> entries = header.parse(header.text((int) length));
    header.checkCover(entries);
    return entries;
  }

  private String text(int length) {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(file.bytes(LENGTH_BYTES, length)))
          .toString();
    } catch (CharacterCodingException _) {
      throw file.error("the header is not valid UTF-8");
    }
  }

  private Map<String, SafetensorsFile.Entry> parse(String text) {
    Map<String, SafetensorsFile.Entry> entries = new TreeMap<>();
    try (JsonReader json = new JsonReader(new StringReader(text))) {
      json.setStrictness(Strictness.STRICT);
      // The header's object, a tensor's, its shape's list; one more to see that it is too deep.
      json.setNestingLimit(4);
      Set<String> names = new HashSet<>();
      json.beginObject();
      while (json.hasNext()) {
        String name = json.nextName();
        if (!names.add(name)) {
          throw file.error("the header has the key `%s` twice".formatted(shown(name)));
        }
        if (name.equals("__metadata__")) {
          skipMetadata(json);
        } else {
          entries.put(name, entry(name, json));
        }
      }
      json.endObject();
      // Anything behind the object is malformed to a strict reader.
      JsonToken _ = json.peek();
      return entries;
    } catch (MalformedJsonException | IllegalStateException e) {
      throw damaged(e);
    } catch (IOException e) {
      // The text ends too early; nothing is read from a device here.
      throw damaged(e);
    }
  }

  private DiagnosticException damaged(Exception e) {
    Matcher place = JSON_PLACE.matcher(String.valueOf(e.getMessage()));
    DiagnosticException error =
        file.error(
            "the header is not the JSON of safetensors" + (place.find() ? place.group() : ""));
    error.initCause(e);
    return error;
  }

  private static void skipMetadata(JsonReader json) throws IOException {
    json.beginObject();
    while (json.hasNext()) {
      String _ = json.nextName();
      String _ = json.nextString();
    }
    json.endObject();
  }

  private SafetensorsFile.Entry entry(String name, JsonReader json) throws IOException {
    String dtype = null;
    List<Long> shape = null;
    List<Long> offsets = null;
    json.beginObject();
    while (json.hasNext()) {
      String key = json.nextName();
      boolean again =
          switch (key) {
            case "dtype" -> dtype != null;
            case "shape" -> shape != null;
            case "data_offsets" -> offsets != null;
            default -> throw damaged(name, "has the unknown key `%s`".formatted(shown(key)));
          };
      if (again) {
        throw damaged(name, "has the key `%s` twice".formatted(key));
      }
      switch (key) {
        case "dtype" -> dtype = json.nextString();
        case "shape" -> shape = integers(name, json, MAX_RANK);
        default -> offsets = integers(name, json, 2);
      }
    }
    json.endObject();
    if (dtype == null || shape == null || offsets == null || offsets.size() != 2) {
      throw damaged(name, "needs a dtype, a shape and two data_offsets");
    }
    return checked(name, dtype, shape, offsets.getFirst(), offsets.getLast());
  }

  private List<Long> integers(String name, JsonReader json, int max) throws IOException {
    List<Long> integers = new ArrayList<>();
    json.beginArray();
    while (json.hasNext()) {
      String text = json.peek() == JsonToken.NUMBER ? json.nextString() : "";
      boolean decimal =
          !text.isEmpty()
              && text.length() <= 18
              && text.chars().allMatch(SafetensorsHeader::isDigit);
      if (!decimal || integers.size() == max) {
        throw damaged(name, "has a shape or data_offsets of something else than a few integers");
      }
      integers.add(Long.parseLong(text));
    }
    json.endArray();
    return integers;
  }

  private static boolean isDigit(int c) {
    return c >= '0' && c <= '9';
  }

  private SafetensorsFile.Entry checked(
      String name, String dtype, List<Long> shape, long begin, long end) {
    Integer elementBytes = DTYPES.get(dtype);
    if (elementBytes == null) {
      throw damaged(name, "is of the unknown type `%s`".formatted(shown(dtype)));
    }
    List<Integer> dims = new ArrayList<>();
    for (long dim : shape) {
      if (dim > Integer.MAX_VALUE) {
        throw damaged(name, "has a dimension of %d".formatted(dim));
      }
      dims.add((int) dim);
    }
    long bytes = bytes(name, dims, elementBytes);
    if (begin > end || end > file.size() - dataBegin) {
      throw damaged(
          name,
          "lies at %d to %d of %d bytes of data".formatted(begin, end, file.size() - dataBegin));
    }
    if (end - begin != bytes) {
      throw damaged(
          name,
          "is %s %s and has %d bytes instead of %d".formatted(dtype, shape, end - begin, bytes));
    }
    return new SafetensorsFile.Entry(name, dtype, dims, dataBegin + begin, dataBegin + end);
  }

  private long bytes(String name, List<Integer> dims, int elementBytes) {
    try {
      return new TensorType(DType.F32, dims).elements() * elementBytes;
    } catch (IllegalArgumentException e) {
      throw damaged(name, "is too large: " + e.getMessage());
    }
  }

  /** Every byte of the data is of exactly one tensor. */
  private void checkCover(Map<String, SafetensorsFile.Entry> entries) {
    List<SafetensorsFile.Entry> inOrder =
        entries.values().stream()
            .sorted(
                Comparator.comparingLong(SafetensorsFile.Entry::begin)
                    .thenComparingLong(SafetensorsFile.Entry::end))
            .toList();
    long covered = dataBegin;
    for (SafetensorsFile.Entry entry : inOrder) {
      if (entry.begin() != covered) {
        throw damaged(
            entry.name(),
            entry.begin() < covered
                ? "overlaps another tensor"
                : "begins %d bytes after the tensor before".formatted(entry.begin() - covered));
      }
      covered = entry.end();
    }
    if (covered != file.size()) {
      throw file.error("%d bytes at the end belong to no tensor".formatted(file.size() - covered));
    }
  }

  private DiagnosticException damaged(String name, String what) {
    return file.error("`%s` %s".formatted(shown(name), what));
  }

  /** A file's words in a message: short, and nothing that a terminal would obey. */
  static String shown(String text) {
    String visible = text.replaceAll("\\p{C}", "?");
    return visible.length() <= 80 ? visible : visible.substring(0, 80) + "...";
  }
}
