package org.cnnc.benchmarks.tflite;

import com.google.flatbuffers.FlatBufferBuilder;

/** The parameters of an operator. Each writes the schema's table of its name, fields by number. */
public sealed interface Options {
  /** The table's place in the buffer. */
  int write(FlatBufferBuilder b);

  /** How strides and padding are told; VALID or SAME. */
  private static void window(FlatBufferBuilder b, boolean same, int strideH, int strideW) {
    b.addByte(0, (byte) (same ? 0 : 1), 0);
    b.addInt(1, strideW, 0);
    b.addInt(2, strideH, 0);
  }

  /** None. */
  record None() implements Options {
    @Override
    public int write(FlatBufferBuilder b) {
      return 0;
    }
  }

  /** {@code AddOptions}, and those of other functions of two tensors. */
  record Binary(Activation activation) implements Options {
    @Override
    public int write(FlatBufferBuilder b) {
      b.startTable(1);
      b.addByte(0, activation.code, 0);
      return b.endTable();
    }
  }

  /** {@code Conv2DOptions}. */
  record Conv2d(
      boolean same, int strideH, int strideW, int dilationH, int dilationW, Activation activation)
      implements Options {
    @Override
    public int write(FlatBufferBuilder b) {
      b.startTable(6);
      window(b, same, strideH, strideW);
      b.addByte(3, activation.code, 0);
      b.addInt(4, dilationW, 1);
      b.addInt(5, dilationH, 1);
      return b.endTable();
    }
  }

  /** {@code DepthwiseConv2DOptions}. */
  record DepthwiseConv2d(
      boolean same,
      int strideH,
      int strideW,
      int dilationH,
      int dilationW,
      int multiplier,
      Activation activation)
      implements Options {
    @Override
    public int write(FlatBufferBuilder b) {
      b.startTable(7);
      window(b, same, strideH, strideW);
      b.addInt(3, multiplier, 0);
      b.addByte(4, activation.code, 0);
      b.addInt(5, dilationW, 1);
      b.addInt(6, dilationH, 1);
      return b.endTable();
    }
  }

  /** {@code TransposeConvOptions}, without padding. */
  record TransposeConv(int strideH, int strideW, Activation activation) implements Options {
    @Override
    public int write(FlatBufferBuilder b) {
      b.startTable(4);
      window(b, false, strideH, strideW);
      b.addByte(3, activation.code, 0);
      return b.endTable();
    }
  }

  /** {@code Pool2DOptions}. */
  record Pool2d(boolean same, int strideH, int strideW, int kernelH, int kernelW)
      implements Options {
    @Override
    public int write(FlatBufferBuilder b) {
      b.startTable(5);
      window(b, same, strideH, strideW);
      b.addInt(3, kernelW, 0);
      b.addInt(4, kernelH, 0);
      return b.endTable();
    }
  }

  /** {@code FullyConnectedOptions}. */
  record FullyConnected(Activation activation) implements Options {
    @Override
    public int write(FlatBufferBuilder b) {
      b.startTable(1);
      b.addByte(0, activation.code, 0);
      return b.endTable();
    }
  }

  /** {@code ConcatenationOptions}. */
  record Concatenation(int axis) implements Options {
    @Override
    public int write(FlatBufferBuilder b) {
      b.startTable(1);
      b.addInt(0, axis, 0);
      return b.endTable();
    }
  }

  /** {@code ReducerOptions}. */
  record Reducer(boolean keepDims) implements Options {
    @Override
    public int write(FlatBufferBuilder b) {
      b.startTable(1);
      b.addBoolean(0, keepDims, false);
      return b.endTable();
    }
  }

  /** {@code SoftmaxOptions}. */
  record Softmax() implements Options {
    @Override
    public int write(FlatBufferBuilder b) {
      b.startTable(1);
      b.addFloat(0, 1, 0);
      return b.endTable();
    }
  }

  /** {@code ResizeNearestNeighborOptions}, of whole multiples. */
  record ResizeNearest() implements Options {
    @Override
    public int write(FlatBufferBuilder b) {
      b.startTable(2);
      return b.endTable();
    }
  }
}
