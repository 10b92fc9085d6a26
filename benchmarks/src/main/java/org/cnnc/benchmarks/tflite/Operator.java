package org.cnnc.benchmarks.tflite;

/**
 * Operators of TensorFlow Lite: those that are needed, by the numbers that the schema gives them.
 */
public enum Operator {
  ADD(0, 11),
  AVERAGE_POOL_2D(1, 5),
  CONCATENATION(2, 10),
  CONV_2D(3, 1),
  DEPTHWISE_CONV_2D(4, 2, 2),
  FULLY_CONNECTED(9, 8),
  LOGISTIC(14, 0),
  MAX_POOL_2D(17, 5),
  MUL(18, 21),
  RELU(19, 0),
  RELU6(21, 0),
  RESHAPE(22, 0),
  SOFTMAX(25, 9),
  PAD(34, 0),
  TRANSPOSE(39, 0),
  MEAN(40, 27),
  SUB(41, 28),
  DIV(42, 29),
  TRANSPOSE_CONV(67, 49, 3),
  POW(78, 0),
  RESIZE_NEAREST_NEIGHBOR(97, 74);

  final int code;
  final int optionsType;
  final int version;

  /**
   * @param code in {@code BuiltinOperator}
   * @param optionsType in {@code BuiltinOptions}; 0 for none
   * @param version of the operator
   */
  Operator(int code, int optionsType, int version) {
    this.code = code;
    this.optionsType = optionsType;
    this.version = version;
  }

  Operator(int code, int optionsType) {
    this(code, optionsType, 1);
  }
}
