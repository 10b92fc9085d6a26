package org.cnnc.benchmarks.tflite;

/** What an operator does to its result, by the numbers of {@code ActivationFunctionType}. */
public enum Activation {
  NONE(0),
  RELU(1),
  RELU6(3);

  final byte code;

  Activation(int code) {
    this.code = (byte) code;
  }
}
