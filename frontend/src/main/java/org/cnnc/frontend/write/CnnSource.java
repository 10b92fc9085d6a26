package org.cnnc.frontend.write;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.cnnc.ir.tensor.Tensor;

/**
 * A model as a {@code .cnn} file.
 *
 * @param weights the data of its parameters by their names, in their order
 */
public record CnnSource(String text, Map<String, Tensor> weights) {
  public CnnSource {
    weights = Collections.unmodifiableMap(new LinkedHashMap<>(weights));
  }
}
