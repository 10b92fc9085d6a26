package org.cnnc.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.cnnc.compiler.Compiler;
import org.cnnc.compiler.CompilerOptions;
import org.cnnc.ir.Node;
import org.cnnc.ir.op.Parameter;

/**
 * The names and shapes of a model's weights: of an example, or written down by a rule of its own to
 * be compared with that. PyTorch's counts of batches are left out.
 */
final class StateDict {
  private final Map<String, List<Integer>> shapes = new TreeMap<>();

  /** Asserts that a model under {@code examples/} has these weights and no others. */
  static void assertHas(StateDict expected, String file, String model) {
    assertEquals(expected.shapes, of(file, model));
  }

  /** The weights of a model under {@code examples/}. */
  private static Map<String, List<Integer>> of(String file, String model) {
    StateDict weights = new StateDict();
    CompilerOptions options = CompilerOptions.DEFAULT.withModel(model);
    for (Node node : new Compiler(options).load(Path.of(file)).graph().nodes()) {
      if (node.op() instanceof Parameter parameter) {
        weights.put(parameter.name(), parameter.type().dims());
      }
    }
    return weights.shapes;
  }

  /** A convolution without bias, of a square kernel. */
  StateDict convolution(String name, int in, int out, int kernel) {
    return convolution(name, in, out, kernel, kernel);
  }

  /** A convolution without bias. */
  StateDict convolution(String name, int in, int out, int height, int width) {
    return put(name + ".weight", List.of(out, in, height, width));
  }

  /** A convolution with bias, of a square kernel. */
  StateDict biasedConvolution(String name, int in, int out, int kernel) {
    return convolution(name, in, out, kernel).put(name + ".bias", List.of(out));
  }

  StateDict batchNorm(String name, int channels) {
    for (String part : List.of("weight", "bias", "running_mean", "running_var")) {
      put(name + "." + part, List.of(channels));
    }
    return this;
  }

  StateDict linear(String name, int in, int out) {
    return put(name + ".weight", List.of(out, in)).put(name + ".bias", List.of(out));
  }

  private StateDict put(String name, List<Integer> shape) {
    if (shapes.put(name, shape) != null) {
      throw new IllegalArgumentException("there are two of " + name);
    }
    return this;
  }
}
