package org.cnnc.compiler.tune;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.cnnc.compiler.OutputFile;
import org.cnnc.compiler.UserException;
import org.cnnc.runtime.artifact.CacheFolder;

/**
 * A {@link Tuning} as a JSON file, sorted, so that equal content is equal bytes; {@code
 * docs/KERNELS.md} describes it.
 */
public final class TuningFile {
  private static final int FORMAT = 1;

  private static final String FORMAT_NAME = "cnnc_tuning";

  private static final Gson GSON = new GsonBuilder().disableHtmlEscaping().create();

  private TuningFile() {}

  /** Where results are kept that no other file is named for. */
  public static Path ofUser() {
    return CacheFolder.ofUser().resolve("tuning.json");
  }

  /**
   * Reads a file.
   *
   * @throws UserException where there is none, or it is no such file
   */
  public static Tuning read(Path file) {
    try {
      return tuning(JsonParser.parseString(Files.readString(file)).getAsJsonObject());
    } catch (CharacterCodingException e) {
      throw damaged(file, "it is not UTF-8 text");
    } catch (IOException e) {
      throw new UserException(
          "%s: cannot be read: %s".formatted(file, OutputFile.reason(e)),
          "`cnnc compile MODEL --tune --tune-file %s` measures, and writes it".formatted(file));
    } catch (JsonParseException
        | IllegalStateException
        | NumberFormatException
        | UnsupportedOperationException e) {
      throw damaged(file, "it is not of the form that cnnc writes");
    } catch (FormatException e) {
      throw damaged(file, e.getMessage());
    }
  }

  /** Reads a file, or nothing where there is none yet. */
  public static Tuning readIfThere(Path file) {
    return Files.exists(file) ? read(file) : Tuning.NONE;
  }

  private static UserException damaged(Path file, String why) {
    return new UserException(
        "%s: is no file of measured schedules: %s".formatted(file, why),
        "delete it; --tune measures again");
  }

  /**
   * Adds results to a file, which is made where there is none yet, with its folder.
   *
   * @throws UserException where it cannot be written, or there is something else
   */
  public static void add(Path file, Tuning newer) {
    try {
      Path folder = file.toAbsolutePath().getParent();
      if (folder != null) {
        Files.createDirectories(folder);
      }
      // Another process may have measured meanwhile.
      Tuning all = readIfThere(file).and(newer);
      try (OutputFile output = OutputFile.of(file)) {
        Files.writeString(output.draft(), print(all));
        output.commit();
      }
    } catch (IOException e) {
      throw new UserException("%s: cannot be written: %s".formatted(file, OutputFile.reason(e)));
    }
  }

  /** A line for each member and each candidate, for those who look into it. */
  private static String print(Tuning tuning) {
    return tuning.results().entrySet().stream()
        .map(entry -> print(entry.getKey(), entry.getValue()))
        .collect(
            Collectors.joining(
                ",\n", "{\"%s\": %d, \"results\": [\n".formatted(FORMAT_NAME, FORMAT), "\n]}\n"));
  }

  private static String print(Tuning.Key key, Tuning.Result result) {
    String milliseconds =
        result.milliseconds().entrySet().stream()
            .map(each -> "    %s: %s".formatted(json(each.getKey()), each.getValue()))
            .collect(Collectors.joining(",\n"));
    return """
          {"compiler": %s, "target": %s, "winograd": %s,
           "op": %s,
           "choice": %s,
           "threads": %s,
           "milliseconds": {
        %s}}"""
        .formatted(
            json(key.compiler()),
            json(key.target()),
            json(key.winograd()),
            json(key.op()),
            json(result.choice()),
            result.threads(),
            milliseconds);
  }

  private static String json(String text) {
    return GSON.toJson(text);
  }

  private static Tuning tuning(JsonObject json) {
    int format = member(json, FORMAT_NAME).getAsInt();
    if (format != FORMAT) {
      throw new FormatException(
          "its format is %d, this compiler reads %d".formatted(format, FORMAT));
    }
    SortedMap<Tuning.Key, Tuning.Result> results = new TreeMap<>();
    for (JsonElement each : member(json, "results").getAsJsonArray()) {
      JsonObject result = each.getAsJsonObject();
      results.put(
          new Tuning.Key(
              text(result, "compiler"),
              text(result, "target"),
              text(result, "winograd"),
              text(result, "op")),
          result(result));
    }
    return new Tuning(results);
  }

  private static Tuning.Result result(JsonObject json) {
    List<Integer> threads = new ArrayList<>();
    member(json, "threads").getAsJsonArray().forEach(count -> threads.add(count.getAsInt()));
    SortedMap<String, List<Double>> milliseconds = new TreeMap<>();
    for (Map.Entry<String, JsonElement> each :
        member(json, "milliseconds").getAsJsonObject().entrySet()) {
      List<Double> medians = new ArrayList<>();
      each.getValue().getAsJsonArray().forEach(median -> medians.add(median.getAsDouble()));
      milliseconds.put(each.getKey(), medians);
    }
    return new Tuning.Result(text(json, "choice"), threads, milliseconds);
  }

  private static String text(JsonObject json, String name) {
    return member(json, name).getAsString();
  }

  private static JsonElement member(JsonObject json, String name) {
    JsonElement member = json.get(name);
    if (member == null) {
      throw new FormatException("`%s` is missing".formatted(name));
    }
    return member;
  }

  /** What is wrong with a file that is JSON. */
  private static final class FormatException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    FormatException(String message) {
      super(message);
    }
  }
}
