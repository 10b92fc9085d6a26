package org.cnnc.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.cnnc.compiler.Compiler;
import org.cnnc.compiler.CompilerOptions;
import org.cnnc.frontend.ModelDefinition;
import org.cnnc.ir.interpreter.BoundedInterpreter;
import org.cnnc.ir.interpreter.BoundedTensor;
import org.cnnc.ir.tensor.Tensor;
import org.cnnc.runtime.Model;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Models that pass indices on from operator to operator. */
class SelectionModelsTest {
  private static final long SEED = 7;

  private static final String MODEL =
      """
      cnn 1
      model M {
        input x: f32[N, CHANNELS, 9, 7]
        output best: f32[N, 2, 9, 7]
        output unpooled: f32[N, CHANNELS, 9, 7]
        output local: f32[N, 5, 5, 7]
        output places: f32[N, 9, 9]
        output positive: f32[N, CHANNELS, 10, 7]
        largest = topk(x, 2)
        best = largest[0]
        pooled = max_pool2d_with_indices(x, 3, stride=2, padding=1)
        unpooled = max_unpool2d(pooled[0], pooled[1], (9, 7))
        places = argmax(x) -> pad((1, 1), value=-1) -> cast(f32)
        positive = relu(x) -> cast(bool) -> pad((0, 0, 1, 0), value=1) -> cast(f32)
        local = x -> here: locally_connected2d(5, 3, stride=(2, 1), padding=1) -> relu
      }
      """;

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(ints = {2, 20})
  void computeWhatTheirGraphsMean(int channels) throws IOException {
    Path file = folder.resolve("m.cnn");
    Files.writeString(file, MODEL.replace("CHANNELS", Integer.toString(channels)));
    Path library = folder.resolve("m.so");
    Compiler compiler = new Compiler(CompilerOptions.DEFAULT.withWeights("random:" + SEED));
    ModelDefinition definition = compiler.load(file);
    Images images = Images.random(definition.inputs(), 2, SEED);
    Map<String, BoundedTensor> expected =
        BoundedInterpreter.run(compiler.bind(definition), images.tensors());

    compiler.compile(definition, library);

    try (Model model = Model.load(library)) {
      Map<String, Tensor> outputs = images.run(model, 2);
      expected.forEach(
          (name, bounded) ->
              assertEquals(Optional.empty(), bounded.violation(outputs.get(name)), name));
    }
  }
}
