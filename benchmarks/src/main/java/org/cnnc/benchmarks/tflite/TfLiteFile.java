package org.cnnc.benchmarks.tflite;

import com.google.flatbuffers.FlatBufferBuilder;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Collects the tensors and operators of a model, and writes them as TensorFlow Lite reads them.
 * Tensors are row-major; images are NHWC.
 */
public final class TfLiteFile {
  private static final String IDENTIFIER = "TFL3";
  private static final int SCHEMA_VERSION = 3;

  private static final byte FLOAT32 = 0;
  private static final byte INT32 = 2;

  /** What the schema asks of a buffer's beginning. */
  private static final int ALIGNMENT = 16;

  /** Operators past this number are told in a second field. */
  private static final int MAX_BYTE_CODE = 127;

  private static final List<Operator> OPERATORS = List.of(Operator.values());

  /** The empty buffer, of tensors that are computed. */
  private static final int NO_DATA = 0;

  private record TensorEntry(List<Integer> shape, byte type, int buffer) {}

  private record OperatorEntry(
      Operator operator, List<Integer> inputs, int output, Options options) {}

  private final List<TensorEntry> tensors = new ArrayList<>();
  private final List<ByteBuffer> buffers = new ArrayList<>(List.of(ByteBuffer.allocate(0)));
  private final List<OperatorEntry> operators = new ArrayList<>();

  /** The index of a new tensor that is computed, or given at run time. */
  public int tensor(int... shape) {
    tensors.add(new TensorEntry(list(shape), FLOAT32, NO_DATA));
    return tensors.size() - 1;
  }

  /** The index of a new constant. */
  public int constant(float[] data, int... shape) {
    ByteBuffer bytes = bytes(data.length, Float.BYTES);
    bytes.asFloatBuffer().put(data);
    return constant(bytes, FLOAT32, shape);
  }

  /** The index of a new list of integers. */
  public int constant(int... data) {
    ByteBuffer bytes = bytes(data.length, Integer.BYTES);
    bytes.asIntBuffer().put(data);
    return constant(bytes, INT32, data.length);
  }

  /** The index of a new constant of two dimensions, such as the paddings of each axis. */
  public int constant(int[][] rows) {
    int columns = rows[0].length;
    ByteBuffer bytes = bytes(rows.length * columns, Integer.BYTES);
    for (int[] row : rows) {
      for (int value : row) {
        bytes.putInt(value);
      }
    }
    bytes.rewind();
    return constant(bytes, INT32, rows.length, columns);
  }

  private static ByteBuffer bytes(int elements, int each) {
    return ByteBuffer.allocate(Math.multiplyExact(elements, each)).order(ByteOrder.LITTLE_ENDIAN);
  }

  private int constant(ByteBuffer data, byte type, int... shape) {
    buffers.add(data);
    tensors.add(new TensorEntry(list(shape), type, buffers.size() - 1));
    return tensors.size() - 1;
  }

  /** The shape of a tensor. */
  public int[] shape(int tensor) {
    return tensors.get(tensor).shape.stream().mapToInt(dim -> dim).toArray();
  }

  /** Appends an operator, which computes one tensor; its index. */
  public int add(Operator operator, Options options, int[] shape, int... inputs) {
    int result = tensor(shape);
    operators.add(new OperatorEntry(operator, list(inputs), result, options));
    return result;
  }

  private static List<Integer> list(int[] values) {
    return Arrays.stream(values).boxed().toList();
  }

  /** The whole file, from the buffer's position to its limit. */
  public ByteBuffer write(int[] inputs, int[] outputs) {
    long size = buffers.stream().mapToLong(data -> data.remaining() + ALIGNMENT).sum();
    FlatBufferBuilder b = new FlatBufferBuilder(Math.toIntExact(size + size / 64 + (1 << 20)));
    int[] bufferTables = buffers.stream().mapToInt(data -> buffer(b, data)).toArray();
    int subgraph = subgraph(b, inputs, outputs);
    int codes = b.createVectorOfTables(codes(b));
    int subgraphs = b.createVectorOfTables(new int[] {subgraph});
    int bufferVector = b.createVectorOfTables(bufferTables);
    b.startTable(5);
    b.addInt(0, SCHEMA_VERSION, 0);
    b.addOffset(1, codes, 0);
    b.addOffset(2, subgraphs, 0);
    b.addOffset(4, bufferVector, 0);
    b.finish(b.endTable(), IDENTIFIER);
    return b.dataBuffer();
  }

  private static int buffer(FlatBufferBuilder b, ByteBuffer data) {
    int vector = 0;
    if (data.hasRemaining()) {
      b.createUnintializedVector(1, data.remaining(), ALIGNMENT).put(data.duplicate());
      vector = b.endVector();
    }
    b.startTable(1);
    b.addOffset(0, vector, 0);
    return b.endTable();
  }

  /** The codes of the operators, which the model names by their places here. */
  private static int[] codes(FlatBufferBuilder b) {
    return OPERATORS.stream().mapToInt(operator -> code(b, operator)).toArray();
  }

  private static int code(FlatBufferBuilder b, Operator operator) {
    b.startTable(4);
    b.addByte(0, (byte) Math.min(operator.code, MAX_BYTE_CODE), 0);
    b.addInt(2, operator.version, 1);
    b.addInt(3, operator.code, 0);
    return b.endTable();
  }

  private int subgraph(FlatBufferBuilder b, int[] inputs, int[] outputs) {
    int[] tensorTables = new int[tensors.size()];
    for (int i = 0; i < tensorTables.length; i++) {
      tensorTables[i] = tensor(b, tensors.get(i), "t" + i);
    }
    int tensorVector = b.createVectorOfTables(tensorTables);
    int inputVector = ints(b, list(inputs));
    int outputVector = ints(b, list(outputs));
    int operatorVector =
        b.createVectorOfTables(operators.stream().mapToInt(each -> operator(b, each)).toArray());
    b.startTable(4);
    b.addOffset(0, tensorVector, 0);
    b.addOffset(1, inputVector, 0);
    b.addOffset(2, outputVector, 0);
    b.addOffset(3, operatorVector, 0);
    return b.endTable();
  }

  private static int tensor(FlatBufferBuilder b, TensorEntry tensor, String text) {
    int shape = ints(b, tensor.shape);
    int name = b.createString(text);
    b.startTable(9);
    b.addOffset(0, shape, 0);
    b.addByte(1, tensor.type, 0);
    b.addInt(2, tensor.buffer, 0);
    b.addOffset(3, name, 0);
    b.addBoolean(8, true, false);
    return b.endTable();
  }

  private static int operator(FlatBufferBuilder b, OperatorEntry entry) {
    int inputs = ints(b, entry.inputs);
    int outputs = ints(b, List.of(entry.output));
    int options = entry.options.write(b);
    b.startTable(5);
    b.addInt(0, OPERATORS.indexOf(entry.operator), 0);
    b.addOffset(1, inputs, 0);
    b.addOffset(2, outputs, 0);
    b.addByte(3, (byte) (options == 0 ? 0 : entry.operator.optionsType), 0);
    b.addOffset(4, options, 0);
    return b.endTable();
  }

  private static int ints(FlatBufferBuilder b, List<Integer> values) {
    b.startVector(Integer.BYTES, values.size(), Integer.BYTES);
    // A flatbuffer grows from its end.
    values.reversed().forEach(b::addInt);
    return b.endVector();
  }
}
