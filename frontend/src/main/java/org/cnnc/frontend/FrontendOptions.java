package org.cnnc.frontend;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a caller chooses of a file.
 *
 * @param model the model to load; may be empty where the file has only one that needs no arguments
 * @param dims sizes of symbolic dimensions: {@code H -> 256}; a size for the batch fixes it
 * @param modelArguments arguments of the model as they would be written in the file: {@code classes
 *     -> 10}, {@code depths -> [2, 2, 2, 2]}
 */
public record FrontendOptions(
    Optional<String> model, Map<String, Integer> dims, Map<String, String> modelArguments) {

  /** The file's only model, with nothing chosen. */
  public static final FrontendOptions DEFAULT =
      new FrontendOptions(Optional.empty(), Map.of(), Map.of());

  public FrontendOptions {
    dims = Collections.unmodifiableMap(new LinkedHashMap<>(dims));
    modelArguments = Collections.unmodifiableMap(new LinkedHashMap<>(modelArguments));
  }

  public FrontendOptions withModel(String name) {
    return new FrontendOptions(Optional.of(name), dims, modelArguments);
  }

  public FrontendOptions withDims(Map<String, Integer> sizes) {
    return new FrontendOptions(model, sizes, modelArguments);
  }
}
