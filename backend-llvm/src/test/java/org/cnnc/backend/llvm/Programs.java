package org.cnnc.backend.llvm;

import java.util.ArrayList;
import java.util.List;
import org.cnnc.ir.Origin;
import org.cnnc.ir.loop.Buffer;
import org.cnnc.ir.loop.Stmt;
import org.cnnc.ir.program.Kernel;
import org.cnnc.ir.program.PackedWeight;
import org.cnnc.ir.program.Place;
import org.cnnc.ir.program.Port;
import org.cnnc.ir.program.Program;
import org.cnnc.ir.program.Step;
import org.cnnc.ir.tensor.Tensor;
import org.cnnc.ir.tensor.TensorType;

/** Programs of one kernel, for tests. */
final class Programs {
  private Programs() {}

  /**
   * A program of one nest.
   *
   * @param inputs the buffers that the caller gives, images of a batch
   * @param weights the buffers that the library holds
   * @param values the data of {@code weights}
   */
  static Program of(
      String name,
      List<Buffer> inputs,
      List<Buffer> weights,
      List<Tensor> values,
      List<Buffer> outputs,
      Stmt body) {
    List<Buffer> parameters = new ArrayList<>(inputs);
    List<Place> places = new ArrayList<>();
    for (int i = 0; i < inputs.size(); i++) {
      places.add(new Place.Input(i));
    }
    List<PackedWeight> packed = new ArrayList<>();
    long offset = 0;
    for (int i = 0; i < weights.size(); i++) {
      Buffer w = weights.get(i);
      packed.add(new PackedWeight(w.name(), values.get(i), w.dtype(), w.layout(), offset));
      places.add(new Place.Weights(offset));
      offset += (w.bytes() + 63) / 64 * 64;
    }
    parameters.addAll(weights);
    parameters.addAll(outputs);
    for (int i = 0; i < outputs.size(); i++) {
      places.add(new Place.Output(i));
    }
    return new Program(
        name,
        inputs.stream().map(b -> new Port(b.name(), batched(b))).toList(),
        outputs.stream().map(b -> new Port(b.name(), batched(b))).toList(),
        packed,
        offset,
        0,
        List.of(new Kernel(name, parameters, body)),
        List.of(new Step(0, places, Origin.of(name), 0)));
  }

  /** The buffer in memory as one image of a batch. */
  private static TensorType batched(Buffer buffer) {
    return new TensorType(
        buffer.dtype().dtype(),
        List.of(TensorType.BATCH, Math.toIntExact(buffer.layout().elements())));
  }
}
